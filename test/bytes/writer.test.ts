import { expect, test } from 'vitest';
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { BYTES } from '../../src/kernels/kernels.ts';

test('going back and forth between two memories takes no more of either', () => {
  const parts: string[] = [];
  const out = new ByteWriter((part) => parts.push(Buffer.from(part).toString()));
  const arenas = [new Arena(), new Arena()];
  const bytes = Buffer.alloc(100_000, 'x');
  const turn = (): void => {
    for (const arena of arenas) {
      out.open(arena);
      out.bytes(bytes, BYTES.AUTO);
    }
  };
  turn();
  const sizes = arenas.map(({ u8 }) => u8.length);
  for (let i = 0; i < 100; i++) turn();
  out.flush();
  expect(arenas.map(({ u8 }) => u8.length)).toEqual(sizes);
  expect(parts.join('')).toBe(`"${'x'.repeat(100_000)}"`.repeat(202));
});
