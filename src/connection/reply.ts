/** Replies as the few shapes that most requests want. Shapes that are not there are undefined: servers differ. */
import type { RespValue } from '../resp/value.ts';

/** Of strings, statuses and numbers. Undefined: null, or something else. */
export function replyText(reply: RespValue | undefined): string | undefined {
  if (reply === undefined || errorText(reply) !== undefined || !('value' in reply)) return undefined;
  return reply.value instanceof Uint8Array ? Buffer.from(reply.value).toString() : String(reply.value);
}

/** What an error says, its code first. Undefined: it is none. */
export function errorText(reply: RespValue): string | undefined {
  return reply.type === 'error' || reply.type === 'blob-error' ? Buffer.from(reply.value).toString() : undefined;
}

/** Items of arrays, sets and pushes; keys and values of maps in turn, as RESP2 has them. Empty for anything else. */
export function replyItems(reply: RespValue | undefined): readonly RespValue[] {
  if (reply === undefined) return [];
  return 'items' in reply ? reply.items : 'pairs' in reply ? reply.pairs.flat() : [];
}
