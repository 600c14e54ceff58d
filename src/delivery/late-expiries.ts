/**
 * A sink in front of a sink that gives what comes too late another expiry. A server deletes at once what is to expire in the past; a
 * replica would not: its master may have let the key live on since, which is still to come, and tells when it has expired.
 * So such a key lives until that is told; and where it never is, because replication ends, not for ever.
 * Source: aof-replication-resp.md 0, rule 1; redis 8.6 src/expire.c, checkAlreadyExpired().
 */
import type { Arena } from '../bytes/arena.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { EXPIRY_FORMS, type ExpiryForm } from '../filter/feed/expiry-forms.ts';
import { Retimer, type ChangeExpiry } from '../filter/feed/retimer.ts';
import type { CommandPlace, EntrySink } from '../model/sink.ts';
import { WordTable } from '../model/word-table.ts';

/** From now on: longer than replication will be behind. */
const GRACE_MS = 3_600_000;
const KNOWN = new WordTable<ExpiryForm>(EXPIRY_FORMS);

export class LateExpiries extends CommandSink {
  private readonly retimer = new Retimer();
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
    super.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, retimer } = this;
    args.set(rows, count);
    const form = KNOWN.at(args.arena.u8, args.start(0), args.end(0));
    if (form === undefined || retimer.change(form, args, this.change) !== 'changed') this.send(place, rows, count);
    else this.send(place, retimer.buffer.rows, retimer.buffer.count);
  }
}
