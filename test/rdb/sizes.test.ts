/** Values by their sizes: how they are stored, and how long plain elements are, without a look at their bytes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { Interest, KeyHeader } from '../../src/model/sink.ts';
import type { StreamTotals } from '../../src/model/stream.ts';
import { inPieces } from '../io/pieces.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';

interface Sizes {
  readonly blobs: { size: number; plain: boolean; entries: number | undefined }[];
  /** Lengths of elements; of a packed blob, those that follow it. */
  readonly lengths: number[];
  /** Of each blob that was asked for it. */
  readonly longest: number[];
  /** Of strings in bytes, of streams in entries. */
  length: number;
  groups: number;
}

class SizesSink extends NullSink {
  readonly values: Sizes[] = [];
  private readonly interest: Interest;
  private readonly intoBlobs: 'skip' | 'longest' | 'elements';

  constructor(interest: Interest, intoBlobs: 'skip' | 'longest' | 'elements') {
    super();
    this.interest = interest;
    this.intoBlobs = intoBlobs;
  }

  private get value(): Sizes {
    return this.values.at(-1) ?? { blobs: [], lengths: [], longest: [], length: 0, groups: 0 };
  }

  override key(_header: KeyHeader): Interest {
    this.values.push({ blobs: [], lengths: [], longest: [], length: 0, groups: 0 });
    return this.interest;
  }

  blob(size: number, plain: boolean, entries: number | undefined): 'skip' | 'longest' | 'elements' {
    this.value.blobs.push({ size, plain, entries });
    return this.intoBlobs;
  }

  longest(bytes: number): void {
    this.value.longest.push(bytes);
  }

  override string(start: number, end: number, last: boolean): void {
    this.value.length += end - start;
    if (last) this.value.lengths.push(this.value.length);
  }

  override items(rows: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const row = (rows + i * ROW_BYTES) >>> 2;
      this.value.lengths.push((this.arena.u32[row + 1] ?? 0) - (this.arena.u32[row] ?? 0));
    }
  }

  override fields(rows: number, count: number): void {
    this.items(rows, 2 * count);
  }

  override members(rows: number, count: number): void {
    this.items(rows, count);
  }

  override streamTotals(totals: StreamTotals): void {
    this.value.length = Number(totals.length);
  }

  override group(): void {
    this.value.groups++;
  }
}

async function sizesOf(
  bytes: Buffer,
  interest: Interest,
  intoBlobs: 'skip' | 'longest' | 'elements',
  piece: number,
): Promise<Sizes[]> {
  const sink = new SizesSink(interest, intoBlobs);
  await decode(inPieces(bytes, piece), sink);
  return sink.values;
}

type Figure = keyof Sizes | 'forms';

/** Figures of values as text, a line a value: very many are compared at once. */
function print(values: readonly Sizes[], ...figures: readonly Figure[]): string {
  const all = values.map((value) => ({ ...value, forms: value.blobs.map(({ size, plain }) => [size, plain]) }));
  return all.map((value) => JSON.stringify(figures.map((name) => value[name]))).join('\n');
}

/** The largest of each value. */
function printLongest(values: readonly Sizes[]): string {
  return values.map(({ lengths, longest }) => Math.max(0, ...lengths, ...longest)).join('\n');
}

const FILES = fixtureFiles('dump.rdb', 'rdb');

describe('sizes', () => {
  test.each(FILES.map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
    const bytes = readFileSync(path);
    const elements = await sizesOf(bytes, 'elements', 'elements', Infinity);
    const wanted = await sizesOf(bytes, 'sizes', 'elements', Infinity);
    const passed = await sizesOf(bytes, 'sizes', 'skip', Infinity);
    expect(print(wanted, 'lengths', 'length', 'groups', 'forms')).toBe(
      print(elements, 'lengths', 'length', 'groups', 'forms'),
    );
    expect(print(passed, 'length', 'groups', 'forms')).toBe(print(elements, 'length', 'groups', 'forms'));
    for (const [i, { lengths, length, groups }] of elements.entries()) {
      const entries = passed[i]?.blobs.map((blob) => blob.entries) ?? [];
      const isKnown = entries.length > 0 && !entries.includes(undefined) && groups === 0 && length === 0;
      if (!isKnown || lengths.length === 0) continue;
      const counted = entries.reduce<number>((sum, count) => sum + (count ?? 0), 0);
      // A score is an entry beside its member, an expiry one beside its pair.
      expect([1, 2, 3 / 2].map((factor) => factor * lengths.length)).toContain(counted);
    }
    const looked = await sizesOf(bytes, 'sizes', 'longest', Infinity);
    expect(printLongest(looked)).toBe(printLongest(wanted));
    const all = ['blobs', 'lengths', 'longest', 'length', 'groups'] as const;
    expect(print(await sizesOf(bytes, 'sizes', 'skip', 7), ...all)).toBe(print(passed, ...all));
    expect(print(await sizesOf(bytes, 'sizes', 'elements', 7), ...all)).toBe(print(wanted, ...all));
  });
});
