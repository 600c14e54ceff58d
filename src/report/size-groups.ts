/** All groups of keys that a report has. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import { STRING_ENCODINGS, type SizedKey, type SizedStrings } from '../memory/sized-key.ts';
import { keySlot, SLOTS } from '../model/slot.ts';
import { freqBand, idleBand, ttlBand } from './bands.ts';
import { EncodingGroups } from './encoding-groups.ts';
import { byNumber, GroupTable } from './group-table.ts';
import { FREQ_BANDS, IDLE_BANDS, TTL_BANDS, type MemoryReport, type ReportGroup, type ReportTotals } from './report.ts';
import { SizeGroup } from './size-group.ts';
import { StringTally } from './string-tally.ts';

/** A run has two rows a key; in them are so many doubles. */
const RUN_STEP = (2 * ROW_BYTES) / 8;

export class SizeGroups {
  /** What TTL bands count from. */
  nowMs = 0;
  private estimatedKeys = 0;
  private estimatedBytes = 0;
  /** Strings of runs, all of one database. */
  private readonly strings = new StringTally();
  private stringDb = 0;
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
    if (!key.determined) {
      this.estimatedKeys++;
      this.estimatedBytes += bytes;
    }
    this.encodings.of(key.type, key.encoding).add(bytes, elements);
    this.dbs.of(key.db).add(bytes, elements);
    this.ttl[ttlBand(key.expireAtMs, this.nowMs)]?.add(bytes, elements);
    if (idleSeconds !== undefined) this.idle[idleBand(idleSeconds)]?.add(bytes, elements);
    if (freq !== undefined) this.freq[freqBand(freq)]?.add(bytes, elements);
    this.slots?.of(keySlot(u8.subarray(key.start, key.end))).add(bytes, elements);
  }

  /** With another memory: what was counted in the last one is kept. */
  open(arena: Arena): void {
    this.takeStrings();
    this.strings.open(arena);
  }

  addRun({ db, rows, count }: SizedStrings, arena: Arena): void {
    if (db !== this.stringDb) {
      this.takeStrings();
      this.stringDb = db;
    }
    this.strings.add(rows, count, this.nowMs);
    if (this.slots !== undefined) addSlots(this.slots, rows, count, arena);
  }

  /** Put what was tallied of strings to their groups. */
  private takeStrings(): void {
    this.strings.empty((encoding, band, sizes) => {
      this.encodings.of('string', STRING_ENCODINGS[encoding] ?? 'raw').addTally(sizes);
      this.ttl[band]?.addTally(sizes);
      this.dbs.of(this.stringDb).addTally(sizes);
    });
  }

  report(): { groups: MemoryReport['groups']; totals: Omit<ReportTotals, 'allocated' | 'tables'> } {
    this.takeStrings();
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
        ...(this.estimatedKeys === 0 ? {} : { estimated: { keys: this.estimatedKeys, bytes: this.estimatedBytes } }),
      },
    };
  }
}

function addSlots(slots: GroupTable<number>, rows: number, count: number, { u8, u32, f64 }: Arena): void {
  for (let i = 0, row = rows >>> 3; i < count; i++, row += RUN_STEP) {
    slots.of(keySlot(u8.subarray(u32[2 * row], u32[2 * row + 1]))).add(f64[row + 3] ?? 0, 0);
  }
}

function inBands(names: readonly string[], groups: readonly SizeGroup[]): ReportGroup[] {
  return groups.map((group, i) => group.report(names[i] ?? ''));
}

function sum(groups: readonly ReportGroup[], what: 'keys' | 'bytes' | 'elements'): number {
  return groups.reduce((total, group) => total + group[what], 0);
}
