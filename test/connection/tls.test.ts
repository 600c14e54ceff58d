import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Client } from '../../src/connection/client.ts';
import type { Address, TlsSettings } from '../../src/connection/endpoint.ts';
import { answering, fakeServer, type FakeServer } from './fake-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const timeoutMs = 5000;

/** Of test/connection/certificates/README.md. */
function pem(name: string): string {
  return fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const CA = { cacert: pem('ca.pem'), insecure: false } satisfies TlsSettings;
const CLIENT = { cert: pem('client.pem'), key: pem('client.key') };

interface Wanted {
  /** Whose certificate the server shows. */
  readonly shows: string;
  /** It wants one of ours that this CA has signed. */
  readonly wants?: string;
}

function tlsServer({ shows, wants }: Wanted): Promise<FakeServer> {
  return fakeServer(answering(), {
    tls: {
      cert: readFileSync(pem(`${shows}.pem`)),
      key: readFileSync(pem(`${shows}.key`)),
      ...(wants === undefined
        ? {}
        : { requestCert: true, rejectUnauthorized: true, ca: readFileSync(pem(`${wants}.pem`)) }),
    },
  });
}

/** What an attempt ends with; `let in` if it does not fail. */
async function outcome(address: Address, tls: TlsSettings | undefined): Promise<string> {
  try {
    const client = await Client.open({ address, ...(tls === undefined ? {} : { tls }) }, { timeoutMs });
    client.close();
    return 'let in';
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code} ${message.replaceAll(/(?:127\.0\.0\.1|localhost):\d+/g, 'HOST')}`;
  }
}

function named(address: Address, host: string): Address {
  return address.kind === 'tcp' ? { ...address, host } : address;
}

describe('whom we believe', () => {
  test.each<[string, Wanted, TlsSettings, string]>([
    ['a CA that is given', { shows: 'server' }, CA, 'let in'],
    ['a directory of CAs', { shows: 'server' }, { cacertdir: pem(''), insecure: false }, 'let in'],
    [
      'a CA that the system does not know',
      { shows: 'server' },
      { insecure: false },
      'TLS the certificate of HOST is not signed by a CA we know: give --cacert, or --insecure to take it unseen',
    ],
    [
      'another CA',
      { shows: 'server' },
      { cacert: pem('other-ca.pem'), insecure: false },
      'TLS the certificate of HOST is not signed by a CA we know: give --cacert, or --insecure to take it unseen',
    ],
    [
      'nobody but himself',
      { shows: 'self-signed' },
      CA,
      'TLS the certificate of HOST is not signed by a CA we know (it is self-signed): give --cacert, or --insecure to take it unseen',
    ],
    [
      'himself, and that is given',
      { shows: 'self-signed' },
      { cacert: pem('self-signed.pem'), insecure: false },
      'let in',
    ],
    [
      'once, but not now',
      { shows: 'expired' },
      CA,
      'TLS the certificate of HOST, or of its CA, has expired: --insecure takes it all the same',
    ],
    [
      'another host',
      { shows: 'elsewhere' },
      CA,
      'TLS the certificate of HOST is for elsewhere.example, not for 127.0.0.1: give the right name with --sni, or --insecure',
    ],
    ['the name that is given', { shows: 'elsewhere' }, { ...CA, sni: 'elsewhere.example' }, 'let in'],
    [
      'not the name that is given',
      { shows: 'server' },
      { ...CA, sni: 'elsewhere.example' },
      'TLS the certificate of HOST is for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1, not for elsewhere.example: give the right name with --sni, or --insecure',
    ],
    ['anybody', { shows: 'expired' }, { insecure: true }, 'let in'],
  ])('%s', async (_name, wanted, settings, want) => {
    await using server = await tlsServer(wanted);
    expect(await outcome(server.address, settings)).toBe(want);
  });

  test('a name, as well as an address', async () => {
    await using server = await tlsServer({ shows: 'server' });
    expect(await outcome(named(server.address, 'localhost'), CA)).toBe('let in');
  });
});

describe('servers that want a certificate of ours', () => {
  test('one that their CA has signed', async () => {
    await using server = await tlsServer({ shows: 'server', wants: 'ca' });
    expect(await outcome(server.address, { ...CA, ...CLIENT })).toBe('let in');
  });

  test('none', async () => {
    await using server = await tlsServer({ shows: 'server', wants: 'ca' });
    expect(await outcome(server.address, CA)).toBe(
      'TLS HOST ends the TLS handshake; it may want a certificate of ours: give --cert and --key',
    );
  });

  test('one of another CA', async () => {
    await using server = await tlsServer({ shows: 'server', wants: 'other-ca' });
    expect(await outcome(server.address, { ...CA, ...CLIENT })).toMatch(
      /^TLS HOST (?:does not take the certificate of --cert, or wants one|ends the TLS handshake)|^LINK HOST closes the connection without a word: it may want a certificate of --cert, or another one$/,
    );
  });
});

describe('one speaks TLS, and the other does not', () => {
  test('the server', async () => {
    await using server = await tlsServer({ shows: 'server' });
    expect(await outcome(server.address, undefined)).toMatch(/^(?:PROTOCOL|LINK) HOST .*give --tls/);
  });

  test('we', async () => {
    await using server = await fakeServer(answering(), {
      onConnection: (socket) => socket.on('data', () => socket.end('-ERR Protocol error: unbalanced quotes\r\n')),
    });
    expect(await outcome(server.address, CA)).toBe(
      'TLS HOST does not speak TLS there: leave out --tls, or write redis:// for rediss://',
    );
  });

  test('we, and the server hangs up', async () => {
    await using server = await fakeServer(answering(), {
      onConnection: (socket) => socket.on('data', () => socket.end()),
    });
    expect(await outcome(server.address, CA)).toMatch(
      /^TLS HOST ends the TLS handshake \(.*if it speaks no TLS, leave out --tls$/,
    );
  });
});

describe('files that are of no use', () => {
  const address: Address = { kind: 'tcp', host: '127.0.0.1', port: 1 };

  test.each<[string, TlsSettings, string]>([
    [
      'no such CA',
      { cacert: '/no/ca.pem', insecure: false },
      'USAGE /no/ca.pem: the certificate cannot be read: no such file or directory',
    ],
    [
      'no such directory',
      { cacertdir: '/no/dir', insecure: false },
      'USAGE /no/dir: certificates cannot be read: no such file or directory',
    ],
    [
      'no such key',
      { ...CLIENT, key: '/no/key', insecure: true },
      'USAGE /no/key: the private key cannot be read: no such file or directory',
    ],
    [
      'another key',
      { ...CLIENT, key: pem('server.key'), insecure: true },
      `USAGE ${pem('server.key')} is not the key of the certificate ${pem('client.pem')}`,
    ],
  ])('%s', async (_name, settings, want) => {
    expect(await outcome(address, settings)).toBe(want);
  });

  test('no PEM', async () => {
    const path = file('text.pem', 'not a certificate');
    expect(await outcome(address, { cacert: path, insecure: false })).toBe(
      `USAGE ${path}: holds no certificate in PEM`,
    );
  });

  test('a directory without any', async () => {
    file('only.txt', 'nothing');
    expect(await outcome(address, { cacertdir: folder, insecure: false })).toBe(
      `USAGE ${folder}: no file there holds a certificate in PEM`,
    );
  });

  test('PEM that holds nonsense', async () => {
    const path = file('nonsense.pem', '-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n');
    expect(await outcome(address, { cert: path, key: CLIENT.key, insecure: true })).toMatch(
      /^USAGE .*OpenSSL cannot read/,
    );
  });
});
