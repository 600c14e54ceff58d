/** What real servers say to whom they do not let in, and how they are spoken to in TLS. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Client } from '../../src/connection/client.ts';
import type { Address, Credentials, TlsSettings } from '../../src/connection/endpoint.ts';
import { replyText } from '../../src/connection/reply.ts';
import { describeServer } from '../../src/connection/server-facts.ts';
import { freePort } from '../tools/live/replicate/free-port.ts';
import { withServer, type RunningServer, type Settings } from '../tools/live/server.ts';
import { missing, serverOf } from './servers.ts';

const timeoutMs = 2000;

function pem(name: string): string {
  return fileURLToPath(new URL(`../connection/certificates/${name}`, import.meta.url));
}

const CA: TlsSettings = { cacert: pem('ca.pem'), insecure: false };
const MUTUAL: TlsSettings = { ...CA, cert: pem('client.pem'), key: pem('client.key') };

/** What an attempt ends with; `let in` if it does not fail. */
async function outcome(address: Address, credentials: Credentials, patienceMs = timeoutMs): Promise<string> {
  try {
    const client = await Client.open({ address, ...credentials }, { timeoutMs: patienceMs });
    client.close();
    return 'let in';
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code} ${message.replaceAll(/127\.0\.0\.1:\d+|\/\S+\/socket/g, 'HOST')}`;
  }
}

const socketOf = ({ socket }: RunningServer): Address => ({ kind: 'unix', path: socket });
const portOf = (port: string): Address => ({ kind: 'tcp', host: '127.0.0.1', port: Number(port) });

const SERVERS = ['redis-7.0.15', 'redis-8.0.6', 'redis-8.6.3', 'redict-7.3.6', 'valkey-8.1.1', 'valkey-9.1.2'];

describe.each(SERVERS)(`%s`, (name) => {
  const [family = '', version = ''] = name.split('-');
  const live = (what: string, run: () => Promise<void>): void =>
    test.skipIf(missing(name))(`${what}${missing(name)}`, run);
  const withIt = (settings: Settings, use: (server: RunningServer) => Promise<void>): Promise<void> =>
    withServer(serverOf(name).program('server'), settings, use);

  live('without a password', async () => {
    await withIt({}, async (server) => {
      expect(await outcome(socketOf(server), {})).toBe('let in');
      expect(await outcome(socketOf(server), { password: 'secret' })).toBe(
        'AUTH HOST has no password, and takes none: leave it out',
      );
    });
  });

  live('with passwords and users', async () => {
    await withIt({ requirepass: 'secret' }, async (server) => {
      await server.client.call('AUTH', 'secret');
      await server.client.call('ACL', 'SETUSER', 'ann', 'on', '>hers', '+ping', '+hello', '+role');
      await server.client.call('ACL', 'SETUSER', 'bob', 'on', 'nopass', '+@all');
      const address = socketOf(server);
      expect(await outcome(address, {})).toMatch(/^AUTH HOST needs a password/);
      expect(await outcome(address, { password: 'secret' })).toBe('let in');
      expect(await outcome(address, { password: 'wrong' })).toBe('AUTH HOST refuses the password');
      expect(await outcome(address, { user: 'ann', password: 'hers' })).toBe('let in');
      expect(await outcome(address, { user: 'ann', password: 'secret' })).toBe('AUTH HOST refuses the password');
      expect(await outcome(address, { user: 'bob' })).toBe('let in');
      const ann = await Client.open({ address, user: 'ann', password: 'hers' }, { timeoutMs });
      await expect(ann.ask('GET', 'k')).rejects.toMatchObject({ code: 'DENIED' });
      // INFO is forbidden to her, and HELLO tells as much as is needed.
      expect(await describeServer(ann)).toMatchObject({ software: family, version: version, role: 'master' });
      ann.close();
    });
  });

  live('what it tells of itself', async () => {
    await withIt({}, async (server) => {
      const client = await Client.open({ address: socketOf(server) }, { timeoutMs });
      const facts = await describeServer(client);
      expect(facts).toMatchObject({ software: family, version: version, role: 'master', cluster: false });
      // Redict calls itself like Redis 7.2.
      const like = family === 'redict' ? 'redis-7.2' : `${family}-${version.replace(/\.\d+$/, '')}`;
      expect(facts.target?.name).toBe(like);
      client.close();
    });
  });

  live('in TLS', async () => {
    const port = String(await freePort());
    const settings = {
      'tls-port': port,
      'tls-cert-file': pem('server.pem'),
      'tls-key-file': pem('server.key'),
      'tls-ca-cert-file': pem('ca.pem'),
    };
    const address = portOf(port);
    await withIt({ ...settings, 'tls-auth-clients': 'no' }, async () => {
      expect(await outcome(address, { tls: CA })).toBe('let in');
      expect(await outcome(address, { tls: { insecure: false } })).toMatch(
        /^TLS the certificate of HOST is not signed/,
      );
      expect(await outcome(address, {})).toMatch(/^(?:LINK|PROTOCOL) HOST .*give --tls/);
    });
    await withIt(settings, async () => {
      expect(await outcome(address, { tls: MUTUAL })).toBe('let in');
      expect(await outcome(address, { tls: CA })).toMatch(/^TLS HOST ends the TLS handshake; .*give --cert and --key$/);
      const selfSigned = { ...CA, cert: pem('self-signed.pem'), key: pem('self-signed.key') };
      expect(await outcome(address, { tls: selfSigned })).toMatch(/^TLS HOST does not take the certificate of --cert/);
      const client = await Client.open({ address, tls: MUTUAL }, { timeoutMs });
      const big = 'x'.repeat(1 << 20);
      await client.ask('SET', 'k', big);
      expect(replyText(await client.ask('GET', 'k'))).toBe(big);
      client.close();
    });
  });

  live('TLS to a port that speaks none', async () => {
    const port = String(await freePort());
    await withIt({ port }, async () => {
      // It may wait for the rest of what it takes for a command.
      expect(await outcome(portOf(port), { tls: CA }, 500)).toMatch(/^(?:TLS|TIMEOUT) HOST .*leave out --tls/);
    });
  });

  live('messages of a channel between replies', async () => {
    await withIt({}, async (server) => {
      const heard: (string | undefined)[] = [];
      let told = (): void => {};
      const message = new Promise<void>((resolve) => {
        told = resolve;
      });
      const onMessage: NonNullable<Parameters<typeof Client.open>[1]['onMessage']> = (items) => {
        heard.push(...items.map(replyText));
        told();
      };
      const client = await Client.open({ address: socketOf(server) }, { timeoutMs, onMessage });
      await client.ask('SUBSCRIBE', 'news');
      await client.ask('PING');
      await server.client.call('PUBLISH', 'news', 'hello');
      await message;
      await client.ask('PING');
      expect(heard).toEqual(['message', 'news', 'hello']);
      client.close();
    });
  });
});
