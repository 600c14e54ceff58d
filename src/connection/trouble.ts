/** What goes wrong with connections, in the user's words. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ReplicationError, type ReplicationCode } from '../errors.ts';
import { RESP_TYPES } from '../resp/value.ts';

/** Codes of the system and of the resolver. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'no route to this host',
  ENETUNREACH: 'no route to this network',
  EADDRNOTAVAIL: 'no such address can be reached from here',
  ETIMEDOUT: 'no answer',
  ENOENT: 'there is no such socket',
  ENOTSOCK: 'it is no socket',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENAMETOOLONG: 'the path is too long for a socket',
  EINVAL: 'the path is too long for a socket',
};

interface TlsTrouble {
  /** Of Node's or OpenSSL's code. */
  readonly code: RegExp;
  readonly words: (server: string) => string;
}

/** Source: openssl 3.0 include/openssl/sslerr.h, x509_vfy.h; RFC 8446 6.2. The first that fits. */
const TLS_TROUBLE: readonly TlsTrouble[] = [
  {
    code: /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    words: (server) =>
      `the certificate of ${server} is not signed by a CA we know (it is self-signed): give --cacert, or --insecure to take it unseen`,
  },
  {
    code: /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|INVALID_CA|CERT_SIGNATURE_FAILURE)$/,
    words: (server) =>
      `the certificate of ${server} is not signed by a CA we know: give --cacert, or --insecure to take it unseen`,
  },
  {
    code: /^CERT_HAS_EXPIRED$/,
    words: (server) => `the certificate of ${server}, or of its CA, has expired: --insecure takes it all the same`,
  },
  {
    code: /^CERT_NOT_YET_VALID$/,
    words: (server) => `the certificate of ${server}, or of its CA, is not valid yet: is the clock right?`,
  },
  { code: /^CERT_REVOKED$/, words: (server) => `the certificate of ${server} has been revoked` },
  {
    code: /ALERT_(?:CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)/,
    words: (server) => `${server} ends the TLS handshake; it may want a certificate of ours: give --cert and --key`,
  },
  {
    code: /ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|DECRYPT_ERROR)/,
    words: (server) => `${server} does not take the certificate of --cert, or wants one`,
  },
  {
    code: /UNRECOGNIZED_NAME/,
    words: (server) => `${server} knows itself by another name: give it with --sni`,
  },
  {
    code: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
    words: (server) => `${server} and we have no version of TLS in common`,
  },
  {
    code: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE)/,
    words: (server) => `${server} does not speak TLS there: leave out --tls, or write redis:// for rediss://`,
  },
];

/** What the system says, without Node's words and addresses. */
export function systemWords(cause: unknown): string {
  const { code = '', message = '' } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return SYSTEM_WORDS[code] ?? (code === '' ? message : code);
}

/** Undefined: it is no trouble of TLS. @param host - the name that was asked for */
export function tlsTrouble(server: string, host: string, cause: unknown): ReplicationError | undefined {
  const { code, message = '' } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === undefined) return undefined;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = namesOf(cause);
    const whose = names === '' ? 'names no host' : `is for ${names}`;
    return tlsError(
      `the certificate of ${server} ${whose}, not for ${host}: give the right name with --sni, or --insecure`,
      cause,
    );
  }
  const known = TLS_TROUBLE.find((one) => one.code.test(code));
  if (known !== undefined) return tlsError(known.words(server), cause);
  // Of OpenSSL we have the words at least.
  return code.startsWith('ERR_SSL_')
    ? tlsError(`TLS with ${server} fails: ${opensslWords(message)}`, cause)
    : undefined;
}

/** How a connection is spoken over. */
export type Speech = 'plain' | 'tls';

export function spokenOver(socket: Socket): Speech {
  return socket instanceof TLSSocket ? 'tls' : 'plain';
}

/**
 * An established connection came to its end.
 * @param silent - undefined: the server has said something before
 */
export function lostLink(server: string, cause: unknown, silent?: Speech): ReplicationError {
  const trouble = tlsTrouble(server, '', cause);
  if (trouble !== undefined) return trouble;
  const words = cause === undefined ? '' : `: ${systemWords(cause)}`;
  if (silent === undefined) return failure('LINK', `the connection to ${server} is lost${words}`, cause);
  const hint =
    silent === 'tls'
      ? 'it may want a certificate of --cert, or another one'
      : 'if it speaks TLS, give --tls, or write rediss:// for redis://';
  return failure('LINK', `${server} closes the connection without a word: ${hint}`, cause);
}

/** Whether what a server says first may be a reply. */
export function beginsReply(bytes: Uint8Array): boolean {
  return bytes[0] !== undefined && MARKS.has(bytes[0]);
}

/** What came is no RESP. @param bytes - the first of it, as far as it has come */
export function noResp(server: string, bytes: Uint8Array, cause?: unknown): ReplicationError {
  if (isTlsRecord(bytes)) {
    return failure('PROTOCOL', `${server} speaks TLS there: give --tls, or write rediss:// for redis://`, cause);
  }
  const line =
    Buffer.from(bytes.subarray(0, LONGEST_LINE))
      .toString('latin1')
      .split(/[\r\n]/)[0] ?? '';
  const said = /^[ -~]{3,}$/.test(line) ? `: it says ${JSON.stringify(line)}` : '';
  return failure('PROTOCOL', `${server} does not speak the protocol of Redis${said}`, cause);
}

const MARKS: ReadonlySet<number> = new Set(Object.values(RESP_TYPES).map(({ mark }) => mark.charCodeAt(0)));
const LONGEST_LINE = 60;
/** Content type alert or handshake, then major version 3. Source: RFC 8446 5.1. */
function isTlsRecord([type, major]: Uint8Array): boolean {
  return (type === 0x15 || type === 0x16) && major === 3;
}

function failure(code: ReplicationCode, message: string, cause: unknown): ReplicationError {
  return new ReplicationError(code, message, { cause });
}

function tlsError(message: string, cause: unknown): ReplicationError {
  return failure('TLS', message, cause);
}

/** `error:0A00010B:SSL routines:…:wrong version number:…`: the words alone. */
function opensslWords(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]*)/i.exec(message)?.[1] ?? message;
}

/** Whom a certificate is for, as `a.example, *.b.example, 10.0.0.1`. */
function namesOf(cause: unknown): string {
  const { cert } = (cause ?? {}) as { readonly cert?: { subjectaltname?: string; subject?: { CN?: string } } };
  const names = cert?.subjectaltname?.replaceAll(/(?:DNS|IP Address):/g, '') ?? cert?.subject?.CN;
  return names ?? '';
}
