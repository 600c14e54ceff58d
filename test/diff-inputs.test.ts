/** Two data sets compared by a program: what may stand on a side, and what is left open afterwards. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConflictError, DecodeError, diff, NullChanges, type ChangedKey, type Input } from '../src/index.ts';
import { writeRdb, type PlainEntry } from './tools/rdb-writer.ts';

const text = (value: string): Buffer => Buffer.from(value);
const string = (key: string, value: string): PlainEntry => ({
  key: text(key),
  value: { type: 'string', value: text(value) },
});

const A = writeRdb([string('kept', 'k'), string('greeting', 'good morning')]);
const B = writeRdb([string('greeting', 'good evening'), string('kept', 'k')]);
const HALF = A.subarray(0, A.indexOf('morning'));

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
}

class ChangedNames extends NullChanges {
  readonly names: string[] = [];

  override changed(key: ChangedKey): void {
    this.names.push(Buffer.from(key.a.key).toString());
  }
}

const INPUTS: readonly (readonly [string, Input | readonly Input[]])[] = [
  ['bytes', A],
  ['a stream, which is read but once', streamOf(A)],
  ['several inputs', [writeRdb([string('greeting', 'good morning')]), writeRdb([string('kept', 'k')])]],
];

test.each(INPUTS)('a side can be %s', async (_what, a) => {
  const changes = new ChangedNames();
  expect(await diff(a, B, changes)).toMatchObject({ same: 1, changed: 1, removed: 0, added: 0, complete: true });
  expect(changes.names).toEqual(['greeting']);
});

test('a damaged side is an error, once what is certain has been told', async () => {
  const changes = new ChangedNames();
  const b = writeRdb([string('kept', 'other'), string('greeting', 'good evening')]);
  await expect(diff(HALF, b, changes)).rejects.toThrow(DecodeError);
  expect(changes.names).toEqual(['kept']);
});

const openFiles = (): number => readdirSync('/dev/fd').length;

test.each([
  ['is over', A],
  ['finds damage', HALF],
])('no temporary file stays open when a comparison of streams %s', async (_how, bytes) => {
  const before = openFiles();
  await diff(streamOf(bytes), streamOf(B), new NullChanges()).catch(() => undefined);
  expect(openFiles()).toBe(before);
});

test('a key that a side has twice is an error, if the other side does not have it', async () => {
  await expect(diff([A, A], writeRdb([]), new NullChanges())).rejects.toThrow(ConflictError);
});

test('filters choose the keys of either side', async () => {
  const filters = { regex: [/^kept$/], nowMs: 0 };
  expect(await diff(A, B, new NullChanges(), { filters })).toMatchObject({ same: 1, changed: 0 });
});

test('no more is told than is wanted, but all is counted', async () => {
  const changes = new ChangedNames();
  expect(await diff(A, B, changes, { limit: 0 })).toMatchObject({ changed: 1, untold: 1 });
  expect(changes.names).toEqual([]);
});
