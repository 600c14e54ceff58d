/** What goes wrong with connections, in the user's words. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ReplicationError, type ReplicationCode } from '../errors.ts';
import { RESP_TYPES } from '../resp/value.ts';
import { tlsTrouble } from './tls-trouble.ts';

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

/** What the system says, without Node's words and addresses. */
export function systemWords(cause: unknown): string {
  const { code = '', message = '' } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return SYSTEM_WORDS[code] ?? (code === '' ? message : code);
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
