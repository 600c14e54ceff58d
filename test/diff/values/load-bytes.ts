/** The keys of RDB files, each with its value. */
import { Arena } from '../../../src/bytes/arena.ts';
import type { EntrySink } from '../../../src/model/sink.ts';
import { StoredKeyLoader, type StoredKey } from '../../../src/diff/values/stored-key.ts';
import { RdbToolError } from '../../../src/errors.ts';
import { contentSteps } from '../../../src/input.ts';
import { detectSource } from '../../../src/io/detect.ts';
import { MemorySource } from '../../tools/memory-source.ts';

async function decodeInto(sink: EntrySink, bytes: Uint8Array): Promise<void> {
  const { source } = await detectSource(new MemorySource(bytes), { anyFormat: true });
  const steps = contentSteps({ format: 'rdb', source }, sink, { onWarning: () => {} });
  while ((await steps.next()).done !== true);
}

/** Of a damaged file, those before the damage. */
export async function loadBytes(bytes: Uint8Array): Promise<StoredKey[]> {
  const keys: StoredKey[] = [];
  try {
    await decodeInto(new StoredKeyLoader((key) => keys.push(key)), bytes);
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  return keys;
}

/** What a sink is told of keys, taken in again. */
export function loaderOf(arena: Arena): { loader: StoredKeyLoader; keys: StoredKey[] } {
  const keys: StoredKey[] = [];
  const loader = new StoredKeyLoader((key) => keys.push(key));
  loader.open(arena);
  return { loader, keys };
}
