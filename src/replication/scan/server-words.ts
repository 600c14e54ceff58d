/** What a server answers whoever scans it: replies of the kind that was to come, or the trouble in words that help. */
import { refusalOf } from '../../connection/refusal.ts';
import { errorText } from '../../connection/reply.ts';
import { ReplicationError } from '../../errors.ts';
import type { RespValue } from '../../resp/value.ts';

/** What the user has to be allowed, beside the keys themselves. */
const RIGHTS = '+scan +dump +pttl +pexpiretime +select +multi +exec, and for all there is +info +time +function|dump';

/** Bytes of a string of any kind; undefined of anything else. */
export function replyBytes(reply: RespValue | undefined): Uint8Array | undefined {
  const isString = reply?.type === 'string' || reply?.type === 'simple-string' || reply?.type === 'verbatim-string';
  return isString ? reply.value : undefined;
}

/** What an error means for whoever asked for `what`. AUTH, DENIED or BUSY, where it is one of these; else PROTOCOL. */
export function scanRefusal(server: string, what: string, text: string): ReplicationError {
  const { code, message } = refusalOf(server, text);
  const hint = code === 'DENIED' ? `; --scan needs ${RIGHTS}` : '';
  return new ReplicationError(code, `${what}: ${message}${hint}`);
}

/** Items of an array. @throws ReplicationError: it is an error, or something else */
export function itemsOf(server: string, what: string, reply: RespValue): readonly RespValue[] {
  if (reply.type === 'array') return reply.items;
  throw unlike(server, what, reply);
}

/** A reply of another kind than the command has. */
export function unlike(server: string, what: string, reply: RespValue): ReplicationError {
  const text = errorText(reply);
  if (text !== undefined) return scanRefusal(server, what, text);
  return new ReplicationError('PROTOCOL', `${what}: ${server} answers with ${reply.type}, which is none of it`);
}
