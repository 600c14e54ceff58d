/** Values as serialised bytes, which is how they are copied to another file. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/decode.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { Interest, KeyEnd, KeyHeader } from '../../src/model/sink.ts';
import { inPieces } from '../io/pieces.ts';
import { fixtureFiles } from '../tools/fixture-files.ts';

class RawSink extends NullSink {
  readonly values: Buffer[] = [];
  readonly sizes: number[] = [];
  private parts: Buffer[] = [];

  override key(header: KeyHeader): Interest {
    // A module's id stands in front of what is counted.
    this.parts = [];
    this.extra = header.module === undefined ? 0 : 9;
    return 'raw';
  }
  private extra = 0;

  raw(start: number, end: number): void {
    this.parts.push(Buffer.from(this.arena.u8.subarray(start, end)));
  }

  override endKey(end: KeyEnd): undefined {
    this.values.push(Buffer.concat(this.parts));
    this.sizes.push(end.sizeBytes + this.extra);
  }
}

/** KeyDB puts fields behind a value that count as its own. */
const FILES = fixtureFiles('dump.rdb', 'rdb').filter(({ name }) => !name.includes('keydb'));

describe('raw values', () => {
  test.each(FILES.map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
    const bytes = readFileSync(path);
    const whole = new RawSink();
    await decode(inPieces(bytes, Infinity), whole);
    let from = 0;
    for (const [i, value] of whole.values.entries()) {
      expect(value.length).toBe(whole.sizes[i]);
      const at = bytes.indexOf(value, from);
      expect(at, `value ${i} stands in the file, behind the one before it`).toBeGreaterThan(0);
      from = at + value.length;
    }
    const cut = new RawSink();
    await decode(inPieces(bytes, 7), cut);
    expect(cut.values.length).toBe(whole.values.length);
    expect(cut.values.every((value, i) => value.equals(whole.values[i] ?? Buffer.alloc(0)))).toBe(true);
  });
});
