/** Damaged text gives records or an error with its line, soon, and never anything else; long lines come through. */
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureFiles } from '../tools/fixture-files.ts';
import { print, textSource } from './print.ts';

const FUZZ = process.env['FUZZ'] === '1';
const RANDOM: fc.Parameters<unknown> = FUZZ ? { numRuns: 200 } : { seed: 20_260_101, numRuns: 10 };
const LARGEST = FUZZ ? 1_000_000 : 20_000;

const texts = fixtureFiles('.ndjson')
  .map(({ name, path }) => [name, readFileSync(path)] as const)
  .filter(([, text]) => text[0] === 0x7b && text.length < LARGEST);

test.each(texts)('%s', async (_name, text) => {
  const flip = fc.asyncProperty(fc.nat(text.length - 1), fc.nat(255), async (at, byte) => {
    const bytes = Buffer.from(text);
    bytes[at] = byte;
    // Throws what is no error of ours.
    const { error } = await print(bytes, { records: true });
    if (error !== undefined && at > 0) expect(error.message).toMatch(/^line \d+/);
  });
  await fc.assert(flip, RANDOM);
  const cut = fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (size) => {
    const { text: printed } = await print(text.subarray(0, size), { records: true });
    expect(text.toString().startsWith(printed)).toBe(true);
  });
  await fc.assert(cut, RANDOM);
});

test('a long line comes in pieces of a pipe, in linear time', async () => {
  const fields = Array.from({ length: 200_000 }, (_, i) => `"field:${i}":"value ${i}"`).join(',');
  const line = `{"db":0,"key":"h","type":"hash","encoding":"hashtable","value":{${fields}}}\n`;
  const start = performance.now();
  const { text, error } = await print(textSource(line, 16_384));
  expect(error).toBeUndefined();
  if (text !== line) expect(text.length).toBe(line.length);
  expect(text === line).toBe(true);
  expect(performance.now() - start).toBeLessThan(10_000);
});
