/** What is printed and read back prints the same again, of every fixture, in any pieces. */
import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BYTES } from '../../src/kernels/kernels.ts';
import { FIXTURES, rdbFiles } from '../tools/files.ts';
import { print, textSource } from './print.ts';

const corpus = process.env['RDB_CORPUS'];
const MODES = [
  { name: 'auto', bytes: BYTES.AUTO },
  { name: 'base64', bytes: BYTES.BASE64 },
  { name: 'latin1', bytes: BYTES.LATIN1 },
] as const;
/** Longer texts are printed in one mode alone. */
const LONG = 200_000;
/** Texts up to these sizes are read in small pieces, and byte by byte, too. */
const SHORT = 50_000;
const SHORTER = 2_000;

describe.each([FIXTURES, ...(corpus === undefined ? [] : [corpus])])('files of %s', (folder) => {
  const files = rdbFiles(folder);

  test.each(files.map((path) => [relative(folder, path), path]))('%s', async (_file, path) => {
    for (const { name, bytes } of MODES) {
      const latin1 = bytes === BYTES.LATIN1;
      const { text, error } = await print(path, { bytes });
      // Of a damaged file the last line may say that it is not whole.
      if (text === '' || (error !== undefined && text.includes('"incomplete":true'))) continue;
      const again = await print(textSource(text), { bytes }, { latin1 });
      expect(again.error, name).toBeUndefined();
      if (again.text !== text) expect(again.text, name).toBe(text);
      if (text.length > LONG) break;
      if (bytes !== BYTES.AUTO) continue;
      const array = await print(path, { bytes, array: true });
      if (array.error !== undefined) continue;
      const fromArray = await print(textSource(array.text), { bytes }, { latin1 });
      expect(fromArray.error, name).toBeUndefined();
      if (fromArray.text !== text) expect(fromArray.text, name).toBe(text);
    }
  });

  test.each(files.map((path) => [relative(folder, path), path]))('%s, all records', async (_file, path) => {
    const { text, error } = await print(path, { records: true });
    if (text === '') return;
    const again = await print(textSource(text), { records: true });
    if (error === undefined) expect(again.error).toBeUndefined();
    const lines = text.split('\n').filter((line) => !line.endsWith(',"incomplete":true}'));
    const whole = lines.join('\n');
    if (again.text !== whole) expect(again.text).toBe(whole);
    if (text.length > SHORT) return;
    for (const piece of text.length > SHORTER ? [4096] : [1, 7, 4096]) {
      const { text: inPieces } = await print(textSource(text, piece), { records: true });
      if (inPieces !== whole) expect(inPieces).toBe(whole);
    }
  });
});
