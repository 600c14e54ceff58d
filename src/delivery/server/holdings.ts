/** What a target holds. */
import type { Client } from '../../connection/client.ts';
import { replyItems, replyText } from '../../connection/reply.ts';
import type { ServerFacts } from '../../connection/server-facts.ts';

export interface Holdings {
  /** In all databases. */
  readonly keys: number;
  /** Function libraries. */
  readonly functions: number;
}

/** @throws ReplicationError */
export async function readHoldings(client: Client, { info }: ServerFacts): Promise<Holdings> {
  // Who may not see INFO may still count what is in database 0.
  const keys = info.size > 0 ? countKeys(info) : Number(replyText(await client.ask('DBSIZE')) ?? 0);
  // Servers before 7.0 answer with an error.
  const libraries = replyItems(await client.call('FUNCTION', 'LIST'));
  return { keys, functions: libraries.length };
}

/** `db0:keys=1,expires=0,avg_ttl=0` */
function countKeys(info: ReadonlyMap<string, string>): number {
  let keys = 0;
  for (const [name, value] of info) if (/^db\d+$/.test(name)) keys += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  return keys;
}

export function holdingsText({ keys, functions }: Holdings): string {
  const words = [];
  if (keys > 0) words.push(`${keys} ${keys === 1 ? 'key' : 'keys'}`);
  if (functions > 0) words.push(`${functions} function ${functions === 1 ? 'library' : 'libraries'}`);
  return words.join(' and ');
}
