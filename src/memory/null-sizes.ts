/** A consumer of sizes that wants nothing: override what you want. Keys of runs come to `key`, too, one by one. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { SourceHeader } from '../model/sink.ts';
import { STRING_ENCODINGS, type SizedDatabase, type SizedKey, type SizedStrings, type SizeSink } from './sized-key.ts';

/** Words of 32 bits that a key takes in a run: two rows. */
const WORDS = (2 * ROW_BYTES) / 4;

/** As NullSink is of what a decoder tells. */
export class NullSizes implements SizeSink {
  /** Override it with true to get `largest`. */
  readonly wantsLargest: boolean = false;
  private memory: Arena | undefined;

  /** The memory that spans are in. Take `u8` and the like from it anew in each method. */
  protected get arena(): Arena {
    if (this.memory === undefined) throw new Error('the sink is not open');
    return this.memory;
  }

  open(arena: Arena): void {
    this.memory = arena;
  }

  begin(_header: SourceHeader): void {}
  aux(_name: string, _value: string): void {}
  key(_key: SizedKey): void {}

  /** Override it as well where an object a key is too slow. */
  strings({ db, rows, count }: SizedStrings): void {
    const { u32, f64 } = this.arena;
    for (let i = 0, at = rows >>> 2; i < count; i++, at += WORDS) {
      const expireAtMs = f64[(at + 2) >>> 1] ?? NaN;
      this.key({
        db,
        start: u32[at] ?? 0,
        end: u32[at + 1] ?? 0,
        type: 'string',
        encoding: STRING_ENCODINGS[u32[at + 4] ?? 0] ?? 'raw',
        bytes: f64[(at + 6) >>> 1] ?? 0,
        determined: true,
        elements: undefined,
        largest: this.wantsLargest ? u32[at + 5] : undefined,
        expireAtMs: Number.isNaN(expireAtMs) ? undefined : expireAtMs,
        idleSeconds: undefined,
        freq: undefined,
      });
    }
  }

  database(_database: SizedDatabase): void {}
  end(): void {}
}
