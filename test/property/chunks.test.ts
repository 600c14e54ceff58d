/** The same bytes give the same records, warnings and errors, however they come. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeBytes, type Decoded } from '../tools/decode-bytes.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';
import { bytes as join, close, key, length, selectDb, string } from '../tools/rdb-bytes.ts';

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

/** Whether all of a value is text is known at its end only: larger than what is kept of a source, it has to be read again. */
describe('values that are read twice', () => {
  const COUNT = 60_000;
  const field = (i: number): string => `field ${String(i).padStart(30, '0')}`;
  const notText = Buffer.from([0x66, 0xff]);
  const fields = Array.from({ length: COUNT }, (_, i) => join(string(field(i)), string('v')));
  const hash = key(4, 'hash', length(COUNT + 1), ...fields, string(notText), string('last'));
  const text = key(0, 'string', string(Buffer.concat([Buffer.alloc(3 << 20, 'x'), notText])));
  const file = close(join('REDIS0011', selectDb(0), hash, text, key(0, 'after', string('v'))), 'zero');

  test.each([
    ['a file', Infinity, false],
    ['a file in pieces', 5000, false],
    ['a pipe', Infinity, true],
    ['a pipe in pieces', 5000, true],
  ])('%s', async (_name, piece, pipe) => {
    const decoded = await decodeBytes(file, { piece, pipe });
    expect(decoded.error).toBeUndefined();
    const [first = '', second = '', ...rest] = decoded.text.split('\n');
    const pairs = Array.from({ length: COUNT }, (_, i) => `["${field(i)}","v"]`).join(',');
    const hashHead = '{"db":0,"key":"hash","type":"hash","encoding":"hashtable","value":';
    expect(first === `${hashHead}{"$pairs":[${pairs},[{"$base64":"Zv8="},"last"]]}}`).toBe(true);
    const base64 = Buffer.concat([Buffer.alloc(3 << 20, 'x'), notText]).toString('base64');
    expect(second === `{"db":0,"key":"string","type":"string","encoding":"raw","value":{"$base64":"${base64}"}}`).toBe(
      true,
    );
    expect(rest).toEqual(['{"db":0,"key":"after","type":"string","encoding":"raw","value":"v"}', '']);
  });
});
