/** What can be read but once, kept as it is read. */
import { expect, test } from 'vitest';
import { KeptSource } from '../../src/io/kept.ts';
import type { Source } from '../../src/io/source.ts';
import { MemorySource } from '../tools/memory-source.ts';

const text = Buffer.from('what can be read but once');

async function readAll(source: Source, piece: number): Promise<string> {
  const into = new Uint8Array(piece);
  const pieces: Buffer[] = [];
  for (;;) {
    const got = await source.read(into);
    if (got === 0) return Buffer.concat(pieces).toString();
    pieces.push(Buffer.from(into.subarray(0, got)));
  }
}

test('it can be read again, and from any place, as often as it is wanted', async () => {
  const kept = new KeptSource(new MemorySource(text, 7, true));
  expect(await readAll(kept, 5)).toBe(String(text));
  for (const piece of [3, 100]) {
    const again = kept.again();
    expect(again.size).toBe(text.length);
    expect(await readAll(again, piece)).toBe(String(text));
    again.seek(5);
    expect(await readAll(again, piece)).toBe(String(text).slice(5));
  }
  await kept.close();
});
