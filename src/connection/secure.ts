/** TLS over a connection: certificates verified unless the user says otherwise. */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { isIP, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { UsageError } from '../errors.ts';
import { errorText } from '../io/file.ts';
import type { TlsSettings } from './endpoint.ts';

/** Where systems keep the CAs they trust: Debian and Alpine, Red Hat, SUSE, macOS and the BSDs. */
const SYSTEM_CAS = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;
const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;

/** What certificates are read for: once a connection, so that those that have been renewed are taken. @throws UsageError */
export function readCertificates(settings: TlsSettings): SecureContext {
  const { cert, key } = settings;
  const ca = trusted(settings);
  const own = cert === undefined ? undefined : readPem(cert, CERTIFICATE, 'certificate');
  const ownKey = key === undefined ? undefined : readPem(key, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'private key');
  try {
    return createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(own === undefined ? {} : { cert: own }),
      ...(ownKey === undefined ? {} : { key: ownKey }),
    });
  } catch (cause) {
    throw new UsageError(contextTrouble(settings, cause));
  }
}

/**
 * @param host - whom we dialled
 * @throws what TLS sockets emit, and AbortError
 */
export async function secure(
  socket: Socket,
  host: string,
  { sni, insecure }: TlsSettings,
  secureContext: SecureContext,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const name = sni ?? host;
  const secured = connectTls({
    socket,
    secureContext,
    // Verified is the server name, else the host. An address must not be asked for as a name: RFC 6066 3.
    host: name,
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: !insecure,
  });
  try {
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (error) {
    secured.destroy();
    throw error;
  }
}

/** Undefined: those that Node comes with. */
function trusted({ cacert, cacertdir, insecure }: TlsSettings): string[] | undefined {
  const given = [
    ...(cacert === undefined ? [] : [readPem(cacert, CERTIFICATE, 'certificate')]),
    ...(cacertdir === undefined ? [] : readDirectory(cacertdir)),
  ];
  if (given.length > 0) return given;
  if (insecure) return undefined;
  for (const path of SYSTEM_CAS) {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      // Another system.
    }
  }
  return undefined;
}

/** Every file that holds certificates, whether OpenSSL's rehash has named it or not. */
function readDirectory(path: string): string[] {
  try {
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const texts = files.map(({ name }) => readFileSync(join(path, name), 'utf8'));
    const certificates = texts.filter((text) => CERTIFICATE.test(text));
    if (certificates.length > 0) return certificates;
  } catch (cause) {
    throw new UsageError(`${path}: certificates cannot be read: ${errorText(cause)}`);
  }
  throw new UsageError(`${path}: no file there holds a certificate in PEM`);
}

function readPem(path: string, mark: RegExp, what: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${path}: the ${what} cannot be read: ${errorText(cause)}`);
  }
  if (!mark.test(text)) throw new UsageError(`${path}: holds no ${what} in PEM`);
  return text;
}

function contextTrouble({ cacert, cert = '', key = '' }: TlsSettings, cause: unknown): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  if (code.includes('KEY_VALUES_MISMATCH')) return `${key} is not the key of the certificate ${cert}`;
  if (/INTERRUPTED|PASSPHRASE|BAD_PASSWORD|BAD_DECRYPT/.test(code)) {
    return `${key}: the private key is locked by a pass phrase: unlock it with openssl pkey -in ${key} -out FILE`;
  }
  const files = [cacert, cert, key].filter(Boolean).join(', ');
  return `${files}: OpenSSL cannot read what is in there: ${message.split(':').at(-1) ?? message}`;
}
