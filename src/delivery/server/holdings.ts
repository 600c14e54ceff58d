/** What a target holds. */
import type { Client } from '../../connection/client.ts';
import { databasesOf } from '../../connection/info.ts';
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
  const keys = info.size > 0 ? sum(databasesOf(info).values()) : Number(replyText(await client.ask('DBSIZE')) ?? 0);
  // Servers before 7.0 answer with an error.
  const libraries = replyItems(await client.call('FUNCTION', 'LIST'));
  return { keys, functions: libraries.length };
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

export function holdingsText({ keys, functions }: Holdings): string {
  const words = [];
  if (keys > 0) words.push(`${keys} ${keys === 1 ? 'key' : 'keys'}`);
  if (functions > 0) words.push(`${functions} function ${functions === 1 ? 'library' : 'libraries'}`);
  return words.join(' and ');
}
