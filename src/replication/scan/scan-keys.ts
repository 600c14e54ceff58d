/** The keys of a database by SCAN, each once. Source: redis src/db.c, scanGenericCommand(). */
import { replyText } from '../../connection/reply.ts';
import { KeySet } from '../../filter/key-set.ts';
import type { ScanLink } from './scan-link.ts';
import { itemsOf, replyBytes, unlike } from './server-words.ts';

/** Where a scan begins, and what tells that it is over. */
const NOWHERE = '0';

/**
 * Batches of keys. The next one is on its way while one is looked at. Every key that is there from beginning to end comes;
 * one that comes or goes in between may.
 *
 * @param count - COUNT: how many the server looks at for a batch
 * @param seen - keys of all databases that have come
 */
export async function* scanKeys(link: ScanLink, db: number, count: number, seen: KeySet): AsyncGenerator<Uint8Array[]> {
  const ask = async (cursor: string): Promise<{ cursor: string; keys: Uint8Array[] }> => {
    await link.select(db);
    const reply = await link.call('SCAN', cursor, 'COUNT', String(count));
    const [next, keys] = itemsOf(link.name, 'SCAN', reply);
    if (next === undefined || keys === undefined) throw unlike(link.name, 'SCAN', reply);
    const names = itemsOf(link.name, 'SCAN', keys).flatMap((key) => replyBytes(key) ?? []);
    return { cursor: replyText(next) ?? NOWHERE, keys: names };
  };
  let batch = await ask(NOWHERE);
  for (;;) {
    const coming = batch.cursor === NOWHERE ? undefined : ask(batch.cursor);
    // Whoever has enough leaves it; what became of it is told when it is waited for.
    coming?.catch(() => undefined);
    // SCAN may tell a key twice, when its tables grow or shrink.
    const fresh = batch.keys.filter((key) => seen.add(db, key, 0) === undefined);
    if (fresh.length > 0) yield fresh;
    if (coming === undefined) return;
    batch = await coming;
  }
}
