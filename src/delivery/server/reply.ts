/** Replies of single commands. */
import type { Client } from '../../connection/client.ts';
import { ReplicationError } from '../../errors.ts';
import type { RespValue } from '../../resp/value.ts';
import { errorCode, isPassing } from './error-reply.ts';

const DENIED: ReadonlySet<string> = new Set(['NOPERM', 'NOAUTH']);

/** @throws ReplicationError BUSY, DENIED, TARGET: the server refuses `what` */
export function readReply({ name }: Client, what: string, reply: RespValue): Exclude<RespValue, { type: 'error' }> {
  if (reply.type !== 'error') return reply;
  const text = Buffer.from(reply.value).toString();
  const code = isPassing(text) ? 'BUSY' : DENIED.has(errorCode(text)) ? 'DENIED' : 'TARGET';
  throw new ReplicationError(code, `${name} refuses ${what}: ${text}`);
}

/** Of a reply that is text. @throws as `readReply` does */
export function readText(client: Client, what: string, reply: RespValue): string {
  const value = readReply(client, what, reply);
  return value.type === 'string' || value.type === 'simple-string' ? Buffer.from(value.value).toString() : '';
}
