/** A sink in front of a sink that puts keys elsewhere: into other databases, under other names, with other expiries. */
import type { Arena, Region } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import {
  CHANGED_TYPE,
  type CommandPlace,
  type EntrySink,
  type Interest,
  type KeyEnd,
  type KeyHeader,
  type StringKeys,
} from '../model/sink.ts';
import { WordTable } from '../model/word-table.ts';
import { CommandArgs } from './feed/command-args.ts';
import { EXPIRY_FORMS } from './feed/expiry-forms.ts';
import { CommandMapper, findPrefix } from './feed/map-commands.ts';
import { addMs, Retimer, type Expiry } from './feed/retimer.ts';
import { ForwardSink } from './forward-sink.ts';

/** Times before it are refused, or mean that there is none; this one has passed as well. */
const FIRST_MS = 1;

/** Types of hashes with expiries of fields. Source: redis 8.0 src/rdb.h, RDB_TYPE_HASH_METADATA and others; valkey 9.0, RDB_TYPE_HASH_2. */
const FIELD_EXPIRY_TYPES: ReadonlySet<number> = new Set([22, 23, 24, 25]);

const FORMS = new WordTable(EXPIRY_FORMS);

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
  readonly command: EntrySink['command'];
  readonly annotation: EntrySink['annotation'];
  private readonly commands: CommandMapper;
  private readonly args = new CommandArgs();
  private readonly retimer = new Retimer();
  private readonly shiftExpiry = (expiry: Expiry): Expiry | 'none' => this.shifted(expiry);

  private told = false;
  private readonly onLoss: (message: string) => void;

  /** @param onLoss - told once of commands with expiries that cannot be changed, in the user's words */
  constructor(target: EntrySink, options: MapOptions, onLoss: (message: string) => void = () => {}) {
    super(target);
    this.options = options;
    this.onLoss = onLoss;
    this.commands = new CommandMapper(options);
    if (target.command) this.command = (place, rows, count) => this.mapCommand(place, rows, count);
    if (target.annotation) this.annotation = (start, end, offset) => target.annotation?.(start, end, offset);
  }

  /** Runs of keys stay runs, unless their names change. */
  get stringKeys(): ((keys: StringKeys) => void) | undefined {
    return this.target.stringKeys === undefined || this.options.prefixes.length > 0 ? undefined : this.run;
  }

  override open(arena: Arena): void {
    this.arena = arena;
    this.renamed.start = 0;
    this.renamed.end = 0;
    this.commands.open(arena);
    this.args.open(arena);
    this.retimer.open(arena);
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

  private mapCommand(place: CommandPlace, rows: number, count: number): void {
    const db = this.options.dbs.get(place.db);
    const mapped = db === undefined ? place : { ...place, db };
    const { buffer } = this.commands;
    if (this.commands.map(rows, count)) this.retimeCommand(mapped, buffer.rows, buffer.count);
    else this.retimeCommand(mapped, rows, count);
  }

  private retimeCommand(place: CommandPlace, rows: number, count: number): void {
    const { args, retimer, target } = this;
    let done: ReturnType<Retimer['change']> = 'same';
    if (this.options.ttl !== 0) {
      args.set(rows, count);
      const form = FORMS.at(args.arena.u8, args.start(0), args.end(0));
      if (form !== undefined) done = retimer.change(form, args, this.shiftExpiry);
      if (form?.kind === 'restore') this.lookAtPayload();
    }
    if (done === 'same') target.command?.(place, rows, count);
    else if (done === 'changed') target.command?.(place, retimer.buffer.rows, retimer.buffer.count);
  }

  /** RESTORE key ttl payload. */
  private lookAtPayload(): void {
    const { args } = this;
    if (this.told || args.count < 4 || !FIELD_EXPIRY_TYPES.has(args.bytes(3)[0] ?? 0)) return;
    this.told = true;
    this.onLoss('RESTORE: expiries of fields stand within its payload, and stay as they are');
  }

  private shifted({ ms, relative }: Expiry): Expiry | 'none' {
    const { ttl } = this.options;
    if (ttl === 'none') return 'none';
    const moved = addMs(ms, ttl);
    return { ms: moved < FIRST_MS ? FIRST_MS : moved, relative };
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
    const prefix = findPrefix(this.options.prefixes, arena.u8, start, end);
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
