/** Reading replies of which the shape is known. */
import { ErrorReply, type Reply } from './reply-reader.ts';

export function asBuffer(reply: Reply | undefined): Buffer {
  if (!Buffer.isBuffer(reply)) throw unexpected('bytes', reply);
  return reply;
}

export const asText = (reply: Reply | undefined): string => asBuffer(reply).toString();
export const asHex = (reply: Reply | undefined): string => asBuffer(reply).toString('hex');

export function asNumber(reply: Reply | undefined): bigint {
  if (typeof reply !== 'bigint') throw unexpected('an integer', reply);
  return reply;
}

export function asArray(reply: Reply | undefined): readonly Reply[] {
  if (!isArray(reply)) throw unexpected('an array', reply);
  return reply;
}

export const isArray = (reply: Reply | undefined): reply is readonly Reply[] => Array.isArray(reply);

/** What RESP2 gives for a map: names and values in turn. */
export function asMap(reply: Reply | undefined): ReadonlyMap<string, Reply> {
  return new Map(pairsOf(reply).map(([name, value]) => [asText(name), value] as const));
}

export function pairsOf(reply: Reply | undefined): (readonly [Reply, Reply])[] {
  const flat = asArray(reply);
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? null, flat[2 * i + 1] ?? null] as const);
}

function unexpected(what: string, reply: Reply | undefined): Error {
  const text = reply instanceof ErrorReply ? reply.text : String(reply);
  return new Error(`a reply is not ${what}: ${text.slice(0, 200)}`);
}
