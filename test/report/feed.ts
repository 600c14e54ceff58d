/** Keys fed to a report as the size model gives them, one at a time or in runs. */
import { Arena } from '../../src/bytes/arena.ts';
import type { SizedKey, SizeSink } from '../../src/memory/sized-key.ts';
import type { SourceHeader } from '../../src/model/sink.ts';
import type { Estimator } from '../../src/report/report.ts';
import { PLAIN_KEY } from '../tools/plain-key.ts';
import { putRun, type StringKey } from './strings.ts';

export const ESTIMATOR: Estimator = { version: 1, server: 'redis-8.6', allocator: 'jemalloc-quantum8' };
export const RDB: SourceHeader = { format: 'rdb', version: 12, dialect: 'redis', offset: 0 };

export interface FedKey extends Partial<Omit<SizedKey, 'start' | 'end' | 'bytes'>> {
  /** Latin-1. */
  readonly key: string;
  readonly bytes: number;
}

export class Feed {
  private readonly arena = new Arena();
  private readonly sink: SizeSink;

  constructor(sink: SizeSink, header = RDB) {
    this.sink = sink;
    sink.open(this.arena);
    sink.begin(header);
  }

  keys(keys: readonly FedKey[]): this {
    const { start } = this.arena.window;
    for (const { key, ...rest } of keys) {
      this.arena.putLatin1(key, start);
      this.sink.key({ ...PLAIN_KEY, ...rest, start, end: start + key.length });
    }
    return this;
  }

  strings(db: number, keys: readonly StringKey[], at = 100): this {
    for (let i = 0; i < keys.length; i += at) {
      this.sink.strings(putRun(this.arena, db, keys.slice(i, i + at)));
    }
    return this;
  }
}
