/** What is asked for, and how a file is cut into pieces, changes no figure. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { RdbToolError } from '../../src/errors.ts';
import { MemorySink } from '../../src/memory/memory-sink.ts';
import { inPieces } from '../io/pieces.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';
import { SizeCollector } from '../tools/size-collector.ts';

async function sizes(file: Uint8Array, wantsLargest: boolean, piece: number): Promise<SizeCollector> {
  const collector = new SizeCollector(wantsLargest);
  try {
    await decode(inPieces(file, piece), new MemorySink(collector));
  } catch (error) {
    // Some are newer than any server that is known; what can be read of them has sizes too.
    if (!(error instanceof RdbToolError)) throw error;
  }
  return collector;
}

/** As text, which is compared at once: some files have very many keys. */
const figures = ({ keys, databases }: SizeCollector): string =>
  [...[...keys].map(([name, { largest: _largest, ...rest }]) => [name, rest]), ...databases]
    .map((figure) => JSON.stringify(figure))
    .join('\n');

test.each(fixtureFiles('.rdb', 'rdb'))('$name', async ({ path }) => {
  const file = readFileSync(path);
  const whole = figures(await sizes(file, false, Infinity));
  expect(figures(await sizes(file, true, Infinity))).toBe(whole);
  expect(figures(await sizes(file, false, 7))).toBe(whole);
});
