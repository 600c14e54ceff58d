/** What goes wrong with TLS, in the user's words. */
import { ReplicationError } from '../errors.ts';

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

function tlsError(message: string, cause: unknown): ReplicationError {
  return new ReplicationError('TLS', message, { cause });
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
