/** However small the parts of entries are, together they are what the file holds. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { RdbToolError, readEntries, type Entry } from '../src/index.ts';
import { FIXTURES, rdbFiles } from './tools/files.ts';
import { joinParts } from './tools/join-parts.ts';

/** The entries that are whole: before the end or the damage. */
async function entriesOf(path: string, maxEntryBytes: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const batch of readEntries(path, { maxEntryBytes })) entries.push(...batch);
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  return joinParts(entries).filter(({ last }) => last);
}

const corpus = process.env['RDB_CORPUS'];

/** The fixtures, and any other folder that is named. */
describe.each([FIXTURES, ...(corpus === undefined ? [] : [corpus])])('files of %s', (folder) => {
  const files = rdbFiles(folder);
  test('there are some', () => expect(files.length).toBeGreaterThan(0));

  test.each(files)('%s', async (path) => {
    const parts = await entriesOf(path, 1000);
    const whole = await entriesOf(path, Infinity);
    if (!isDeepStrictEqual(parts, whole)) expect(parts).toStrictEqual(whole);
  });
});
