/**
 * A sink in front of a sink that gives what comes too late another expiry. A server deletes at once what is to expire in the past; a
 * replica would not: its master may have let the key live on since, which is still to come, and tells when it has expired.
 * So such a key lives until that is told; and where it never is, because replication ends, not for ever. The same with keys of a
 * snapshot that have expired since it was made.
 * Source: aof-replication-resp.md 0, rule 1; redis 8.6 src/expire.c, checkAlreadyExpired().
 */
import type { Arena, Region } from '../bytes/arena.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { EXPIRY_FORMS, type ExpiryForm } from '../filter/feed/expiry-forms.ts';
import { Retimer, type ChangeExpiry } from '../filter/feed/retimer.ts';
import { ROW_BYTES } from '../kernels/kernels.ts';
import type { CommandPlace, EntrySink, Interest, KeyHeader, SourceHeader, StringKeys } from '../model/sink.ts';
import { WordTable } from '../model/word-table.ts';

/** From now on: longer than replication will be behind. */
const GRACE_MS = 3_600_000;
/** A key of a run has a row for its own, with its expiry, and one for its value. */
const KEY_BYTES = 2 * ROW_BYTES;
const KNOWN = new WordTable<ExpiryForm>(EXPIRY_FORMS);

export class LateExpiries extends CommandSink {
  private readonly retimer = new Retimer();
  /** When the snapshot was made. */
  private madeMs = 0;
  private readonly rows: Region = { start: 0, end: 0 };
  private arena: Arena | undefined;
  private readonly now: () => number;
  private readonly change: ChangeExpiry = ({ ms, relative }) => {
    const nowMs = this.now();
    return relative || ms > nowMs ? undefined : { ms: nowMs + GRACE_MS, relative: false };
  };

  /** @param now - Unix ms */
  constructor(target: EntrySink, now: () => number) {
    super(target);
    this.now = now;
  }

  override open(arena: Arena): void {
    this.retimer.open(arena);
    if (arena !== this.arena) {
      this.rows.start = 0;
      this.rows.end = 0;
    }
    this.arena = arena;
    super.open(arena);
  }

  override begin(header: SourceHeader): void {
    this.madeMs = this.now();
    super.begin(header);
  }

  override aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, offset: number): void {
    const { arena } = this.args;
    if (arena.latin1(nameStart, nameEnd) === 'ctime') {
      this.madeMs = Math.min(this.madeMs, 1000 * Number(arena.latin1(valueStart, valueEnd)));
    }
    super.aux(nameStart, nameEnd, valueStart, valueEnd, offset);
  }

  override key(header: KeyHeader): Interest {
    const { expireAtMs } = header;
    if (expireAtMs === undefined || expireAtMs <= this.madeMs) return super.key(header);
    const nowMs = this.now();
    return super.key(expireAtMs > nowMs ? header : { ...header, expireAtMs: nowMs + GRACE_MS });
  }

  protected override tellRun(keys: StringKeys): void {
    const { arena } = this.args;
    const { madeMs } = this;
    const nowMs = this.now();
    let { f64 } = arena;
    const end = keys.rows + KEY_BYTES * keys.count;
    let rows = keys.rows;
    for (let at = keys.rows; at < end; at += KEY_BYTES) {
      const time = f64[(at >>> 3) + 1] ?? NaN;
      if (!(time > madeMs && time <= nowMs)) continue;
      // Others are told of the same rows.
      if (rows === keys.rows) {
        rows = this.copy(keys);
        ({ f64 } = arena);
      }
      f64[((at - keys.rows + rows) >>> 3) + 1] = nowMs + GRACE_MS;
    }
    super.tellRun(rows === keys.rows ? keys : { ...keys, rows });
  }

  private copy({ rows, count }: StringKeys): number {
    const { arena } = this.args;
    const size = KEY_BYTES * count;
    if (this.rows.end - this.rows.start < size) arena.grow(this.rows, size);
    arena.u8.copyWithin(this.rows.start, rows, rows + size);
    return this.rows.start;
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, retimer } = this;
    args.set(rows, count);
    const form = KNOWN.at(args.arena.u8, args.start(0), args.end(0));
    if (form === undefined || retimer.change(form, args, this.change) !== 'changed') this.send(place, rows, count);
    else this.send(place, retimer.buffer.rows, retimer.buffer.count);
  }
}
