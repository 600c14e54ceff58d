/** Replies of a server that is scanned, taken for what they are to be, or for the trouble that they tell. */
import { ReplicationError, type ReplicationCode } from '../../errors.ts';
import type { RespValue } from '../../resp/value.ts';

/** What the user needs to be allowed, beside the keys themselves. */
export const RIGHTS =
  '+scan +dump +pttl +pexpiretime +select +multi +exec, and +time +info +function|dump where there are';

/** What the first word of an error, or its text, means for whoever scans. */
const TROUBLES: readonly (readonly [RegExp, ReplicationCode])[] = [
  [/^(LOADING|MASTERDOWN|BUSY|CLUSTERDOWN|TRYAGAIN|READONLY)\b/, 'BUSY'],
  [/^NOAUTH\b/, 'AUTH'],
  [/^(NOPERM\b|ERR unknown command|ERR unknown subcommand)/i, 'DENIED'],
];

/** The text of a reply that is a string of any kind; undefined of another, or of none. */
export function textOf(reply: RespValue): string | undefined {
  const bytes = bytesOf(reply);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

export function bytesOf(reply: RespValue): Uint8Array | undefined {
  const { type } = reply;
  return type === 'string' || type === 'simple-string' || type === 'verbatim-string' ? reply.value : undefined;
}

export function errorTextOf(reply: RespValue): string | undefined {
  return reply.type === 'error' || reply.type === 'blob-error' ? Buffer.from(reply.value).toString() : undefined;
}

/** Anything but an error. @throws ReplicationError BUSY, AUTH, DENIED, PROTOCOL */
export function granted(reply: RespValue, what: string, server: string): RespValue {
  const text = errorTextOf(reply);
  if (text === undefined) return reply;
  throw refusal(text, what, server);
}

export function refusal(text: string, what: string, server: string): ReplicationError {
  const code = TROUBLES.find(([words]) => words.test(text))?.[1] ?? 'PROTOCOL';
  const hint = code === 'DENIED' ? `; --scan needs ${RIGHTS}` : '';
  return new ReplicationError(code, `${server} refuses ${what}: ${text}${hint}`);
}

/** A reply of another kind than the command has. */
export function unexpected(reply: RespValue, what: string, server: string): ReplicationError {
  return new ReplicationError('PROTOCOL', `${server} answers ${what} with a reply of type ${reply.type}`);
}

/** @throws ReplicationError PROTOCOL */
export function itemsOf(reply: RespValue, what: string, server: string): readonly RespValue[] {
  if (reply.type === 'array') return reply.items;
  throw unexpected(reply, what, server);
}
