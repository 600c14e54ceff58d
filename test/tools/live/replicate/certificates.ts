/** Certificates for servers and clients, made by openssl. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Paths of PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly ca: string;
  /** Of another authority, which signed none of these. */
  readonly otherCa: string;
  /** For localhost and 127.0.0.1. */
  readonly server: Pair;
  readonly client: Pair;
  /** Of the server, no longer valid. */
  readonly expired: Pair;
}

const run = promisify(execFile);
/** Small, and made at once. */
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** @param folder - where they are made */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const openssl = (...words: readonly string[]): Promise<unknown> => run('openssl', words, { cwd: folder });
  const pair = (name: string): Pair => ({ cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) });

  const authority = async (name: string): Promise<Pair> => {
    const made = pair(name);
    const subject = ['-subj', `/O=rdb-tool/CN=${name}`, '-days', '30'];
    await openssl('req', '-x509', ...NEW_KEY, '-keyout', made.key, '-out', made.cert, ...subject);
    return made;
  };
  const ca = await authority('ca');
  const otherCa = await authority('other-ca');

  /** `ca` signs with a list of names; dates as openssl ca takes them, YYMMDDHHMMSSZ. */
  const sign = async (name: string, dates: readonly string[] = ['-days', '30']): Promise<Pair> => {
    const made = pair(name);
    const request = join(folder, `${name}.csr`);
    const names = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    await openssl('req', ...NEW_KEY, '-keyout', made.key, '-out', request, '-subj', `/CN=${name}`, ...names);
    const by = ['-CA', ca.cert, '-CAkey', ca.key, '-CAcreateserial', '-copy_extensions', 'copy'];
    await openssl('x509', '-req', '-in', request, ...by, ...dates, '-out', made.cert);
    return made;
  };
  return {
    ca: ca.cert,
    otherCa: otherCa.cert,
    server: await sign('server'),
    client: await sign('client'),
    // It ended the day before it began.
    expired: await sign('expired', ['-days', '-1']),
  };
}
