/** The sink that makes objects of what a decoder tells: an Entry for each key, in parts if it is long. */
import type { Arena } from '../bytes/arena.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { Entry, MemberExpiry } from '../model/record.ts';
import type { CronJob, EntrySink, Interest, KeyHeader, StringKeys } from '../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { StreamField } from '../model/value.ts';
import { ValueDraft } from './draft.ts';
import { pendingObjects } from './pending.ts';
import { RecordCollector, type Taker } from './record-collector.ts';
import { Rows } from './rows.ts';

export interface CollectOptions {
  /** Bytes of an entry beyond which its parts are handed out. */
  readonly maxEntryBytes?: number;
}

const MAX_ENTRY_BYTES = 64 * 1024 * 1024;
/** What the objects around an element's bytes take, about. */
const ELEMENT_BYTES = 64;

/** What stands in an entry beside its value. */
type Frame = Omit<Entry, 'value' | 'part' | 'last' | 'memberExpiries'>;

export class Collector extends RecordCollector implements EntrySink {
  readonly singlePass = true;
  private readonly limit: number;
  private table: Rows | undefined;
  private frame: Frame | undefined;
  private draft: ValueDraft | undefined;
  private part = 0;
  private bytes = 0;
  private memberExpiries: MemberExpiry[] = [];

  constructor(taker: Taker, options: CollectOptions = {}) {
    super(taker);
    this.limit = Math.max(1, options.maxEntryBytes ?? MAX_ENTRY_BYTES);
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.table = new Rows(arena, this.keeper, (bytes) => {
      this.bytes += bytes + ELEMENT_BYTES;
    });
  }

  stringKeys(keys: StringKeys): void {
    const { db, encoding, count, offset } = keys;
    const table = this.rows();
    for (let i = 0; i < count; i++) {
      const row = keys.rows + 2 * ROW_BYTES * i;
      const key = table.bytes(row);
      const value = table.bytes(row + ROW_BYTES);
      const expireAtMs = table.number(row);
      const entry: Entry = {
        kind: 'entry',
        db,
        key,
        value: { type: 'string', value },
        encoding,
        ...(Number.isNaN(expireAtMs) ? undefined : { expireAtMs }),
        offset: offset + table.number(row + ROW_BYTES),
        part: 0,
        last: true,
      };
      this.taker.entry(entry, key.length + value.length + 2 * ELEMENT_BYTES);
    }
  }

  key(header: KeyHeader): Interest {
    const key = this.keep(header.start, header.end);
    this.frame = frameOf(header, key);
    this.draft = new ValueDraft(header);
    this.part = 0;
    this.bytes = key.length + 2 * ELEMENT_BYTES;
    return 'elements';
  }

  string(start: number, end: number, _last: boolean): void {
    // A slice may be longer than an entry is to be.
    for (let from = start; from === start || from < end; from += this.limit) {
      const to = Math.min(end, from + this.limit);
      this.room().items.push(this.keep(from, to));
      this.bytes += to - from;
    }
  }

  items(rows: number, count: number): void {
    this.rows().addItems(this.room().items, rows, count);
  }

  fields(rows: number, count: number): void {
    const before = this.draft?.paths?.at(-1);
    const draft = this.room();
    if (draft.type === 'path-hash') {
      // In a new part the path is said once more.
      draft.paths ??= before === undefined ? [] : [{ path: before.path, fields: [] }];
      this.rows().addFields(draft.paths.at(-1)?.fields ?? [], rows, count);
    } else this.rows().addFields((draft.fields ??= []), rows, count);
  }

  members(rows: number, count: number): void {
    this.rows().addMembers((this.room().members ??= []), rows, count);
  }

  memberExpire(start: number, end: number, expireAtMs: number): void {
    this.memberExpiries.push({ member: this.keep(start, end), expireAtMs });
    this.bytes += end - start + ELEMENT_BYTES;
  }

  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    const [ms = '', seq = ''] = this.arena().latin1(idStart, idEnd).split('-');
    const fields: StreamField[] = [];
    (this.room().entries ??= []).push({ id: { ms: BigInt(ms), seq: BigInt(seq) }, fields });
    this.rows().addPairs(fields, rows, count);
    this.bytes += ELEMENT_BYTES;
  }

  streamTotals(totals: StreamTotals): void {
    this.current().totals = totals;
  }

  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    const draft = this.room();
    (draft.groups ??= []).push({ ...group, pending: pendingObjects(pending, consumers), consumers });
    this.bytes += ELEMENT_BYTES * (2 * pending.count + consumers.length);
  }

  idmp(idmp: StreamIdmp): void {
    this.current().idmp = idmp;
  }

  array(count: number, insertIndex: bigint | undefined): void {
    const draft = this.current();
    draft.arrayLength = count;
    draft.insertIndex = insertIndex;
  }

  arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    (this.room().arrayItems ??= []).push({ index, value: this.keep(start, end), integer: bare });
    this.bytes += end - start + ELEMENT_BYTES;
  }

  path(start: number, end: number): void {
    (this.room().paths ??= []).push({ path: this.keep(start, end), fields: [] });
    this.bytes += end - start + ELEMENT_BYTES;
  }

  cron(job: CronJob): void {
    this.current().job = job;
  }

  module(start: number, end: number): void {
    this.current().payload = this.arena().u8.slice(start, end);
    this.bytes += end - start;
  }

  endKey(): undefined {
    this.deliver(true);
    this.frame = undefined;
    this.draft = undefined;
  }

  /** The draft for what comes next: a new one, if the one at hand is full. */
  private room(): ValueDraft {
    const draft = this.current();
    if (this.bytes < this.limit) return draft;
    const rest = draft.rest();
    // Totals stand in the last part.
    rest.totals = draft.totals;
    draft.totals = undefined;
    this.deliver(false);
    this.draft = rest;
    this.part++;
    this.bytes = 0;
    return rest;
  }

  private deliver(last: boolean): void {
    const { frame, draft, part, memberExpiries } = this;
    if (frame === undefined || draft === undefined) throw new Error('no key is begun');
    const expiries = memberExpiries.length === 0 ? undefined : { memberExpiries };
    if (expiries !== undefined) this.memberExpiries = [];
    this.taker.entry({ ...frame, value: draft.build(), ...expiries, part, last }, this.bytes);
  }

  private rows(): Rows {
    if (this.table === undefined) throw new Error('the sink is not open');
    return this.table;
  }

  private current(): ValueDraft {
    if (this.draft === undefined) throw new Error('no key is begun');
    return this.draft;
  }
}

function frameOf(header: KeyHeader, key: Uint8Array): Frame {
  const { db, encoding, expireAtMs, idleSeconds, freq, noEvict, mvcc, meta, offset } = header;
  return {
    kind: 'entry',
    db,
    key,
    encoding,
    ...(expireAtMs === undefined ? undefined : { expireAtMs }),
    ...(idleSeconds === undefined ? undefined : { idleSeconds }),
    ...(freq === undefined ? undefined : { freq }),
    ...(noEvict ? { noEvict } : undefined),
    ...(mvcc === undefined ? undefined : { mvcc }),
    ...(meta.length === 0 ? undefined : { meta }),
    offset,
  };
}
