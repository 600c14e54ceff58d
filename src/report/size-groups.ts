/** All groups of keys that a report has. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { STRING_ENCODINGS, type SizedKey, type SizedStrings } from '../memory/sized-key.ts';
import { keySlot } from '../model/slot.ts';
import { freqBand, idleBand, ttlBand } from './bands.ts';
import { EncodingGroups } from './encoding-groups.ts';
import { byNumber, GroupTable } from './group-table.ts';
import { FREQ_BANDS, IDLE_BANDS, TTL_BANDS, type MemoryReport, type ReportGroup, type ReportTotals } from './report.ts';
import { bucketOf } from './size-buckets.ts';
import { SizeGroup } from './size-group.ts';

const SLOTS = 16384;
/** A run has two rows a key; in them are so many doubles. */
const RUN_STEP = (2 * ROW_BYTES) / 8;

export class SizeGroups {
  /** What TTL bands count from. */
  nowMs = 0;
  private readonly encodings = new EncodingGroups();
  private readonly dbs = new GroupTable<number>();
  private readonly slots: GroupTable<number> | undefined;
  private readonly ttl = TTL_BANDS.map(() => new SizeGroup());
  private readonly idle = IDLE_BANDS.map(() => new SizeGroup());
  private readonly freq = FREQ_BANDS.map(() => new SizeGroup());

  constructor(bySlot: boolean) {
    this.slots = bySlot ? new GroupTable<number>(SLOTS) : undefined;
  }

  /** @param u8 - what the key's span is in */
  add(key: SizedKey, u8: Uint8Array): void {
    const { bytes, idleSeconds, freq } = key;
    const elements = key.elements ?? 0;
    this.encodings.of(key.type, key.encoding).add(bytes, elements);
    this.dbs.of(key.db).add(bytes, elements);
    this.ttl[ttlBand(key.expireAtMs, this.nowMs)]?.add(bytes, elements);
    if (idleSeconds !== undefined) this.idle[idleBand(idleSeconds)]?.add(bytes, elements);
    if (freq !== undefined) this.freq[freqBand(freq)]?.add(bytes, elements);
    this.slots?.of(keySlot(u8.subarray(key.start, key.end))).add(bytes, elements);
  }

  addRun({ db, rows, count }: SizedStrings, { u8, u32, f64 }: Arena): void {
    const { ttl, nowMs, slots } = this;
    const [never] = ttl;
    const strings = STRING_ENCODINGS.map((encoding) => this.encodings.of('string', encoding));
    const database = this.dbs.of(db);
    for (let i = 0, row = rows >>> 3; i < count; i++, row += RUN_STEP) {
      const expireAt = f64[row + 1] ?? NaN;
      const bytes = f64[row + 3] ?? 0;
      const bucket = bucketOf(bytes);
      strings[u32[2 * row + 4] ?? 0]?.addSize(bytes, bucket);
      database.addSize(bytes, bucket);
      const band = Number.isNaN(expireAt) ? never : ttl[ttlBand(expireAt, nowMs)];
      band?.addSize(bytes, bucket);
      if (slots !== undefined) slots.of(keySlot(u8.subarray(u32[2 * row], u32[2 * row + 1]))).addSize(bytes, bucket);
    }
  }

  report(): { groups: MemoryReport['groups']; totals: Omit<ReportTotals, 'allocated' | 'tables'> } {
    const { type, encoding } = this.encodings.report();
    const ttl = inBands(TTL_BANDS, this.ttl);
    const [, ...expiring] = ttl;
    const idle = inBands(IDLE_BANDS, this.idle);
    const freq = inBands(FREQ_BANDS, this.freq);
    return {
      groups: {
        type,
        encoding,
        db: this.dbs.report(byNumber),
        ...(this.slots === undefined ? {} : { slot: this.slots.report(byNumber) }),
        ttl,
        ...(sum(idle, 'keys') > 0 ? { idle } : {}),
        ...(sum(freq, 'keys') > 0 ? { freq } : {}),
      },
      totals: {
        keys: sum(type, 'keys'),
        bytes: sum(type, 'bytes'),
        elements: sum(type, 'elements'),
        expires: sum(expiring, 'keys'),
        expiringBytes: sum(expiring, 'bytes'),
      },
    };
  }
}

function inBands(names: readonly string[], groups: readonly SizeGroup[]): ReportGroup[] {
  return groups.map((group, i) => group.report(names[i] ?? ''));
}

function sum(groups: readonly ReportGroup[], what: 'keys' | 'bytes' | 'elements'): number {
  return groups.reduce((total, group) => total + group[what], 0);
}
