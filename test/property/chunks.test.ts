/** The same bytes give the same records, warnings and errors, however they come. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBytes, type Decoded } from '../tools/decode-bytes.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';

/** Byte by byte takes a while: in the normal run only smaller files come so. */
const FUZZ = process.env['FUZZ'] === '1';
const BYTEWISE = FUZZ ? 400_000 : 20_000;

/** Without the text, to be looked at when it differs. */
const told = ({ warnings, error }: Decoded): unknown => ({
  warnings: warnings.map(({ code, offset }) => ({ code, offset })),
  error: error?.message,
});

describe('chunks', () => {
  test.each(fixtureFiles('.rdb').map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
    const bytes = readFileSync(path);
    const whole = await decodeBytes(bytes, { records: true });
    for (const piece of [1, 7, 4096]) {
      if (piece === 1 && bytes.length > BYTEWISE) continue;
      const pieces = await decodeBytes(bytes, { records: true, piece });
      expect(told(pieces)).toEqual(told(whole));
      expect(pieces.text === whole.text, `the text differs in pieces of ${piece}`).toBe(true);
    }
  });
});
