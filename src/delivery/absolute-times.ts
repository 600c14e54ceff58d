/**
 * A sink in front of a sink that makes relative expiries absolute, from when the command came: up to 6.2 servers send them to
 * replicas as clients do, and whatever waits on its way would live longer. What older targets do not take in one command becomes
 * two, in a transaction. Source: aof-replication-resp.md 2.2, 6.4.
 */
import type { Arena } from '../bytes/arena.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { EXPIRY_FORMS, type ExpiryForm } from '../filter/feed/expiry-forms.ts';
import { addMs, Retimer, type ChangeExpiry, type Expiry } from '../filter/feed/retimer.ts';
import type { CommandPlace, EntrySink } from '../model/sink.ts';
import type { Feature } from '../model/target.ts';
import { WordTable } from '../model/word-table.ts';
import { InOne, type Boundary } from './in-one.ts';

/** The commands that are looked at. */
const KNOWN = new WordTable<ExpiryForm | Boundary>([...EXPIRY_FORMS, ['MULTI', 'MULTI'], ['EXEC', 'EXEC']]);

export class AbsoluteTimes extends CommandSink {
  private readonly retimer = new Retimer();
  private readonly inOne = new InOne((place, rows, count) => this.send(place, rows, count));
  private readonly setPxat: boolean;
  private readonly restoreAbsolute: boolean;
  private readonly toAbsolute: ChangeExpiry = (expiry) => this.absolute(expiry);
  private readonly without: ChangeExpiry = (expiry) => this.keepAside(expiry);
  private arrivedMs: number | undefined;
  private aside: number | bigint = 0;

  /** @param features - of what the commands are for */
  constructor(target: EntrySink, features: ReadonlySet<Feature>) {
    super(target);
    this.setPxat = features.has('setPxat');
    this.restoreAbsolute = features.has('restoreAbsolute');
  }

  override open(arena: Arena): void {
    this.retimer.open(arena);
    this.inOne.open(arena);
    super.open(arena);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args } = this;
    args.set(rows, count);
    const form = KNOWN.at(args.arena.u8, args.start(0), args.end(0));
    if (form === undefined || typeof form === 'string') {
      if (form !== undefined) this.inOne.pass(form);
      this.send(place, rows, count);
      return;
    }
    this.arrivedMs = place.timestampMs;
    if (this.needsTwo(form)) this.sendTwo(form, place, rows, count);
    else if (this.retimer.change(form, args, this.toAbsolute, 'relative') === 'changed') this.sendChanged(place);
    else this.send(place, rows, count);
  }

  private absolute({ ms, relative }: Expiry): Expiry | undefined {
    if (!relative || this.arrivedMs === undefined) return undefined;
    return { ms: addMs(ms, Math.trunc(this.arrivedMs)), relative: false };
  }

  private sendChanged(place: CommandPlace): void {
    const { buffer } = this.retimer;
    this.send(place, buffer.rows, buffer.count);
  }

  /** Whether the target has no one command for a value with an absolute expiry. */
  private needsTwo(form: ExpiryForm): boolean {
    if (form.kind === 'restore') return !this.restoreAbsolute;
    return !this.setPxat && (form.kind === 'set' || (form.kind === 'option' && form.splits === true));
  }

  private keepAside(expiry: Expiry): 'none' | undefined {
    const absolute = expiry.relative ? this.absolute(expiry) : expiry;
    if (absolute === undefined) return undefined;
    this.aside = absolute.ms;
    return 'none';
  }

  /** The value without its expiry, which follows. Conditions held at the source, or the command would not have come. */
  private sendTwo(form: ExpiryForm, place: CommandPlace, rows: number, count: number): void {
    const { args, retimer, inOne } = this;
    if (retimer.change(form, args, this.without) !== 'changed') {
      this.send(place, rows, count);
      return;
    }
    inOne.together(place, () => {
      this.sendChanged(place);
      const { buffer } = inOne;
      buffer.begin();
      buffer.put('PEXPIREAT');
      buffer.take(args, 1, 2);
      buffer.put(this.aside);
      inOne.send(place);
    });
  }
}
