/** Keys of some places, read once more: what stands between them is passed over, or not read at all. */
import { expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { PlacesSink, type WantedPlace } from '../../src/diff/places-sink.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import type { Interest, KeyHeader, StringKeys } from '../../src/model/sink.ts';
import { MemorySource } from '../tools/memory-source.ts';
import { bytes, close, key, selectDb, string } from '../tools/rdb-bytes.ts';

/** Says of each key where it is, and of its value how long it is. */
class Names extends NullSink {
  readonly told: string[] = [];
  private name = '';

  override key({ db, start, end }: KeyHeader): Interest {
    this.name = `db${db} ${this.arena.latin1(start, end)}`;
    this.told.push(this.name);
    return 'elements';
  }

  override string(start: number, end: number): void {
    this.told[this.told.length - 1] = `${this.name}: ${end - start}`;
  }
}

/** Takes runs, and says of each how many keys it has, and which are the first and the last. */
class Runs extends Names {
  readonly stringKeys = ({ rows, count }: StringKeys): void => {
    const name = (index: number): string => {
      const row = (rows + 2 * ROW_BYTES * index) >>> 2;
      return this.arena.latin1(this.arena.u32[row] ?? 0, this.arena.u32[row + 1] ?? 0);
    };
    this.told.push(`${count}: ${name(0)} to ${name(count - 1)}`);
  };
}

class Offsets extends NullSink {
  readonly places = new Map<string, { place: number; db: number }>();

  override key({ db, start, end, offset }: KeyHeader): Interest {
    this.places.set(this.arena.latin1(start, end), { place: offset, db });
    return 'skip';
  }
}

const BIG = 3 << 20;
const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) =>
  bytes(selectDb(i >> 1), key(0, name, string('x'.repeat(BIG + i)))),
);
const file = close(bytes('REDIS0009', ...keys), 'zero');

async function look(
  names: readonly string[],
  { jumps = true, headOnly = false } = {},
): Promise<{ told: string[]; read: number }> {
  const offsets = new Offsets();
  await decode(new MemorySource(file), offsets);
  const at = (name: string): { place: number; db: number } => offsets.places.get(name) ?? { place: NaN, db: NaN };
  const wanted = names.map((name): WantedPlace => ({ place: at(name).place + 7, headOnly }));
  const target = new Names();
  const sink = new PlacesSink(target, wanted.values());
  const dbAt = (place: number): number =>
    [...offsets.places.values()].find((one) => one.place + 7 === place)?.db ?? NaN;
  expect(sink.from({ base: 7, end: Infinity, ordinal: false, dbAt: jumps ? dbAt : undefined })).toBe(true);
  const source = new MemorySource(file);
  let read = 0;
  const { read: readOn } = source;
  source.read = (into) => {
    const got = readOn.call(source, into);
    read += got;
    return got;
  };
  await decode(source, sink, { skipChecksum: true });
  expect(sink.isShort).toBe(false);
  return { told: target.told, read };
}

test.each([
  ['the first', ['a'], ['db0 a: 3145728']],
  ['some, in several databases', ['a', 'd', 'f'], ['db0 a: 3145728', 'db1 d: 3145731', 'db2 f: 3145733']],
  ['neighbours', ['b', 'c'], ['db0 b: 3145729', 'db1 c: 3145730']],
])('%s', async (_what, names, told) => {
  expect((await look(names)).told).toEqual(told);
  expect((await look(names, { jumps: false })).told).toEqual(told);
});

test('what is far between two keys is not read', async () => {
  const { read } = await look(['a', 'f'], { headOnly: true });
  expect(read).toBeLessThan(3 * BIG);
});

test('of a key whose head is enough the value is not told', async () => {
  expect((await look(['a', 'f'], { headOnly: true })).told).toEqual(['db0 a', 'db2 f']);
});

test.each([false, true])('what is wanted of a run comes as runs, also where places count keys: %s', async (ordinal) => {
  const small = close(
    bytes('REDIS0009', selectDb(0), ...Array.from({ length: 40 }, (_, i) => key(0, `k${i}`, string('v')))),
    'zero',
  );
  const offsets = new Offsets();
  await decode(new MemorySource(small), offsets);
  const places = [...offsets.places.values()].map(({ place }, i) => (ordinal ? i : place));
  const wanted = [0, 1, 2, 7, 20, 21].map((i): WantedPlace => ({ place: places[i] ?? NaN, headOnly: false }));
  const target = new Runs();
  const sink = new PlacesSink(target, wanted.values());
  sink.from({ base: 0, end: Infinity, ordinal, dbAt: undefined });
  await decode(new MemorySource(small), sink, { skipChecksum: true });
  expect(target.told).toEqual(['3: k0 to k2', '1: k7 to k7', '2: k20 to k21']);
  expect(sink.isShort).toBe(false);
});
