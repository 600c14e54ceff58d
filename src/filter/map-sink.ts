/** A sink in front of a sink that puts keys elsewhere: into other databases, under other names, with other expiries. */
import type { Arena, Region } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import {
  CHANGED_TYPE,
  type EntrySink,
  type Interest,
  type KeyEnd,
  type KeyHeader,
  type StringKeys,
} from '../model/sink.ts';
import { ForwardSink } from './forward-sink.ts';

/** Times before it are refused, or mean that there is none; this one has passed as well. */
const FIRST_MS = 1;

export interface PrefixMap {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

export interface MapOptions {
  /** Database of the source to that of the target; others stay as they are. */
  readonly dbs: ReadonlyMap<number, number>;
  /** The first that a key begins with is used. */
  readonly prefixes: readonly PrefixMap[];
  /** Added to all expiries: of keys, fields and members. 'none': they are left out. */
  readonly ttl: number | 'none';
}

export class MapSink extends ForwardSink {
  private readonly options: MapOptions;
  private arena: Arena | undefined;
  /** The key under its new name. */
  private readonly renamed: Region = { start: 0, end: 0 };
  private length = 0;
  private isRenamed = false;
  private readonly run = (keys: StringKeys): void => this.mapRun(keys);

  constructor(target: EntrySink, options: MapOptions) {
    super(target);
    this.options = options;
  }

  /** Runs of keys stay runs, unless their names change. */
  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.target.stringKeys === undefined || this.options.prefixes.length > 0 ? undefined : this.run;
  }

  override open(arena: Arena): void {
    this.arena = arena;
    this.renamed.start = 0;
    this.renamed.end = 0;
    super.open(arena);
  }

  override selectDb(db: number, offset: number): void {
    super.selectDb(this.dbOf(db), offset);
  }

  private mapRun(keys: StringKeys): void {
    this.shiftRows(keys.rows, keys.count);
    this.target.stringKeys?.({ ...keys, db: this.dbOf(keys.db) });
  }

  override key(header: KeyHeader): Interest {
    this.rename(header.start, header.end);
    const { start, end } = this.isRenamed ? this.newName() : header;
    const typeByte = this.changesValue(header) ? CHANGED_TYPE : header.typeByte;
    const expireAtMs = this.shift(header.expireAtMs);
    return super.key({ ...header, db: this.dbOf(header.db), start, end, typeByte, expireAtMs });
  }

  override endKey(end: KeyEnd): Interest | undefined {
    return super.endKey(this.isRenamed ? { sizeBytes: end.sizeBytes, ...this.newName() } : end);
  }

  override fields(rows: number, count: number): void {
    this.shiftRows(rows, count);
    super.fields(rows, count);
  }

  override memberExpire(start: number, end: number, expireAtMs: number): void {
    const { ttl } = this.options;
    if (ttl === 'none') return;
    super.memberExpire(start, end, ttl === 0 ? expireAtMs : Math.max(FIRST_MS, expireAtMs + ttl));
  }

  private dbOf(db: number): number {
    return this.options.dbs.get(db) ?? db;
  }

  private shift(ms: number | bigint | undefined): number | bigint | undefined {
    const { ttl } = this.options;
    if (ms === undefined || ttl === 'none') return undefined;
    if (ttl === 0) return ms;
    if (typeof ms === 'number') return Math.max(FIRST_MS, ms + ttl);
    const shifted = ms + BigInt(ttl);
    return shifted < FIRST_MS ? FIRST_MS : shifted;
  }

  /** Expiries of fields stand among the serialised bytes of a hash, which hold no longer. */
  private changesValue({ type, encoding }: KeyHeader): boolean {
    return this.options.ttl !== 0 && type === 'hash' && (encoding === 'hashtable' || encoding === 'listpackex');
  }

  /** The expiry of each second row. */
  private shiftRows(rows: number, pairs: number): void {
    const { ttl } = this.options;
    const { arena } = this;
    if (ttl === 0 || arena === undefined) return;
    for (let i = 0; i < pairs; i++) {
      const at = ((rows + 2 * i * ROW_BYTES) >>> 3) + 1;
      arena.f64[at] = ttl === 'none' ? NaN : Math.max(FIRST_MS, (arena.f64[at] ?? NaN) + ttl);
    }
  }

  private rename(start: number, end: number): void {
    const { arena, renamed } = this;
    this.isRenamed = false;
    if (arena === undefined) return;
    const prefix = this.options.prefixes.find(({ from }) => begins(arena.u8, start, end, from));
    if (prefix === undefined) return;
    const { from, to } = prefix;
    this.length = end - start - from.length + to.length;
    if (this.length > renamed.end - renamed.start) arena.grow(renamed, this.length);
    arena.u8.set(to, renamed.start);
    arena.u8.copyWithin(renamed.start + to.length, start + from.length, end);
    this.isRenamed = true;
  }

  private newName(): { start: number; end: number } {
    return { start: this.renamed.start, end: this.renamed.start + this.length };
  }
}

function begins(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  return prefix.length <= end - start && prefix.every((byte, i) => bytes[start + i] === byte);
}
