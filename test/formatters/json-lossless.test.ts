/** What to-json prints is all there is: read back, it gives the very entries that the file holds. */
import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RdbToolError, readEntries, type Entry, type Input } from '../../src/index.ts';
import { FIXTURES, rdbFiles } from '../tools/files.ts';
import { keyLines } from '../tools/key-lines.ts';
import { writeRdb, type PlainEntry } from '../tools/rdb-writer.ts';

type JsonEntry = Omit<Entry, 'kind' | 'offset' | 'part' | 'last'>;

/** Places differ. */
function withoutPlace(entry: Entry): JsonEntry {
  const { kind: _kind, offset: _offset, part: _part, last: _last, ...rest } = entry;
  return rest;
}

/** The entries before the end or the damage. */
async function entriesOf(input: Input): Promise<JsonEntry[]> {
  const entries: JsonEntry[] = [];
  try {
    for await (const batch of readEntries(input)) entries.push(...batch.map(withoutPlace));
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
  }
  return entries;
}

async function throughJson(input: Input): Promise<JsonEntry[]> {
  const lines = await keyLines(input);
  return lines.length === 0 ? [] : entriesOf(Buffer.from(lines.join('\n')));
}

const corpus = process.env['RDB_CORPUS'];

/** The fixtures, and any other folder that is named. */
describe.each([FIXTURES, ...(corpus === undefined ? [] : [corpus])])('files of %s', (folder) => {
  const files = rdbFiles(folder);
  test('there are some', () => expect(files.length).toBeGreaterThan(0));

  test.each(files.map((path) => [relative(folder ?? '', path), path]))('%s', async (_file, path) => {
    const back = await throughJson(path);
    const entries = await entriesOf(path);
    // The runner's own comparison takes a second for some files; it is here to show what differs.
    if (!isDeepStrictEqual(back, entries)) expect(back).toStrictEqual(entries);
  });
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }).map((text) => new TextEncoder().encode(text)),
  // What the JSON form might mistake for something of its own.
  fc
    .constantFrom('', '$base64', '$pairs', '$module', '__proto__', '10', '9', '9007199254740993', '"\\\n\0')
    .map((text) => new TextEncoder().encode(text)),
);
/** Servers refuse NaN. */
const score = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, 2 ** 53 + 2, 1e21, 5e-324),
);
const sizes = { minLength: 1, maxLength: 30 };
const unique = { ...sizes, comparator: (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0 };
const value = fc.oneof(
  fc.record({ type: fc.constant('string' as const), value: bytes }),
  fc.record({ type: fc.constant('list' as const), items: fc.array(bytes, sizes) }),
  fc.record({ type: fc.constant('set' as const), members: fc.uniqueArray(bytes, unique) }),
  fc.record({
    type: fc.constant('zset' as const),
    members: fc
      .uniqueArray(bytes, unique)
      .chain((members) => fc.tuple(...members.map((member) => fc.record({ member: fc.constant(member), score })))),
  }),
  fc.record({
    type: fc.constant('hash' as const),
    fields: fc
      .uniqueArray(bytes, unique)
      .chain((fields) => fc.tuple(...fields.map((field) => fc.record({ field: fc.constant(field), value: bytes })))),
  }),
);
const entry: fc.Arbitrary<PlainEntry> = fc.record(
  { key: bytes, value, expireAtMs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) },
  { requiredKeys: ['key', 'value'] },
);

test('any data set comes back from its JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
      const back = await throughJson(writeRdb(entries));
      expect(back.map(({ key, value: read, expireAtMs }) => ({ key, value: read, expireAtMs }))).toEqual(
        entries.map(({ key, value: written, expireAtMs }) => ({ key, value: written, expireAtMs })),
      );
    }),
    { numRuns: 200 },
  );
});
