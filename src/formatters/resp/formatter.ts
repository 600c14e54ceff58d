/** A data set as the commands that make it: for `redis-cli --pipe`, and as an append-only file. Source: aof-replication-resp.md 6. */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { ARGUMENTS } from '../../kernels/kernels.ts';
import type { CronJob, Interest, KeyEnd, KeyHeader, ValueType } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import type { OutputSink } from '../formatter.ts';
import { ArrayCommands } from './array-commands.ts';
import { Batch } from './batch.ts';
import type { Argument } from './command-writer.ts';
import { FieldTimes } from './field-times.ts';
import { FrameFormatter } from './frame-formatter.ts';
import { DEFAULT_LIMITS, type RespOptions } from './options.ts';
import { canRestore } from './readable-type.ts';
import { RestoreCommand } from './restore-command.ts';
import { StreamCommands } from './stream-commands.ts';
import { StringCommands } from './string-commands.ts';
import { VALUE_COMMANDS } from './value-commands.ts';

/** The largest time a double holds, which is more than any clock will show. */
const LAST_SAFE = Number.MAX_SAFE_INTEGER;

export class RespFormatter extends FrameFormatter implements OutputSink {
  private readonly batch: Batch;
  private readonly times = new FieldTimes();
  private readonly text: StringCommands;
  private readonly stream: StreamCommands;
  private readonly elements: ArrayCommands;
  private readonly payload: RestoreCommand;
  private type: ValueType = 'string';
  private way: 'commands' | 'restore' | 'lost' = 'lost';
  private expireAt: number | bigint | undefined;
  private membersLost = 0;

  constructor(out: ByteWriter, options: RespOptions) {
    super(out, options);
    const { commands } = this;
    this.batch = new Batch(commands, options.limits ?? DEFAULT_LIMITS, this.times);
    this.text = new StringCommands(commands, options.longestArgument);
    this.stream = new StreamCommands(commands, (what) => this.lose(what));
    this.elements = new ArrayCommands(commands);
    this.payload = new RestoreCommand(commands);
  }

  override open(arena: Arena): void {
    super.open(arena);
    this.times.open(arena);
    this.payload.open(arena);
  }

  key(header: KeyHeader): Interest {
    const { commands } = this;
    this.beginKey(header.db);
    this.type = header.type;
    this.expireAt = header.expireAtMs;
    this.membersLost = 0;
    this.times.begin(!this.knows('fieldTtl'));
    const made = VALUE_COMMANDS[header.type];
    commands.begin(this.valueCommand(), header.start, header.end);
    for (const { name } of header.meta) this.lose(`what module class ${name} keeps beside the key`);
    if (header.noEvict) this.lose('that the key is never evicted');
    const possible = made !== undefined && (made.needs === undefined || this.knows(made.needs));
    const spec = !possible || this.wantsRestore(header) ? this.types[header.typeByte] : undefined;
    if (header.serialised && spec !== undefined && canRestore(this.target, spec, header.module?.name)) {
      this.way = 'restore';
      if (!(this.options.replace && this.knows('restoreReplace'))) this.delete();
      commands.begin('RESTORE', header.start, header.end);
      const longest = possible ? this.options.longestRestore : undefined;
      this.payload.begin({ typeByte: header.typeByte, since: spec.since, longest, ...this.restoreWords(header) });
      return 'raw';
    }
    if (!possible) {
      this.way = 'lost';
      const what = header.module === undefined ? header.type : `module ${header.module.name}`;
      this.lose(`the key: its type is ${what}`);
      return 'skip';
    }
    this.beginCommands();
    return 'elements';
  }

  private wantsRestore({ type, idleSeconds, freq }: KeyHeader): boolean {
    const { restore } = this.options;
    if (restore !== 'collections') return restore;
    return type !== 'string' || idleSeconds !== undefined || freq !== undefined;
  }

  private valueCommand(): string {
    if (this.type === 'hash' && !this.knows('hsetMany')) return 'HMSET';
    return VALUE_COMMANDS[this.type]?.name ?? 'RESTORE';
  }

  private beginCommands(): void {
    this.way = 'commands';
    if (this.type === 'string') {
      const { expireAt } = this;
      // PXAT takes no time before 1970.
      const inside = this.knows('setPxat') && expireAt !== undefined && expireAt > 0;
      this.text.begin(inside ? String(expireAt) : undefined);
      return;
    }
    this.delete();
    if (this.type === 'stream') this.stream.begin(this.known);
    else this.batch.begin(VALUE_COMMANDS[this.type]?.layout ?? ARGUMENTS.ITEMS);
  }

  /** SET needs no such thing: it takes the place of what is there. */
  private delete(): void {
    if (this.options.del) this.commands.keyCommand(this.knows('unlink') ? 'UNLINK' : 'DEL');
  }

  private restoreWords(header: KeyHeader): { ttl: Argument; words: readonly Argument[] } {
    const { expireAtMs, idleSeconds, freq } = header;
    const words: Argument[] = [];
    if (this.options.replace && this.knows('restoreReplace')) words.push('REPLACE');
    if (!this.knows('restoreAbsolute')) return { ttl: 0, words };
    // RESTORE takes no time before 1970: a command of its own sets it.
    const ttl = expireAtMs !== undefined && expireAtMs > 0 ? expireAtMs : 0;
    if (ttl !== 0) {
      words.push('ABSTTL');
      this.expireAt = undefined;
    }
    if (idleSeconds !== undefined) words.push('IDLETIME', idleSeconds);
    else if (freq !== undefined) words.push('FREQ', freq);
    return { ttl, words };
  }

  raw(start: number, end: number): void {
    this.payload.raw(start, end);
  }
  string(start: number, end: number, last: boolean): void {
    this.text.slice(start, end, last);
  }
  items(rows: number, count: number): void {
    this.batch.add(rows, count);
  }
  fields(rows: number, count: number): void {
    this.batch.add(rows, count);
  }
  members(rows: number, count: number): void {
    this.batch.add(rows, count);
  }

  memberExpire(start: number, end: number, expireAtMs: number): void {
    if (this.way === 'lost') return;
    if (this.type === 'hash') this.times.add(start, end, expireAtMs);
    else this.membersLost++;
  }

  streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.stream.entry(idStart, idEnd, rows, count);
  }
  streamTotals(totals: StreamTotals): void {
    this.stream.counters(totals);
  }
  group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.stream.group(group, pending, consumers);
  }
  idmp(idmp: StreamIdmp): void {
    this.stream.idmp(idmp);
  }
  array(count: number, insertIndex: bigint | undefined): void {
    this.elements.begin(count, insertIndex);
  }
  arrayItem(index: bigint, start: number, end: number, _bare: boolean): void {
    this.elements.item(index, start, end);
  }
  path(_start: number, _end: number): void {}
  cron(_job: CronJob): void {}
  module(_start: number, _end: number): void {}

  endKey(end: KeyEnd): Interest | undefined {
    if (this.way === 'lost') return undefined;
    if (this.way === 'restore') {
      const state = this.payload.end();
      if (state === 'again') return 'raw';
      if (state === 'too-long') return this.insteadOfRestore(end);
    } else if (this.again()) return 'elements';
    this.batch.close();
    this.times.put(this.commands);
    if (this.type === 'array' && this.way === 'commands') this.elements.end();
    if (this.expireAt !== undefined && !(this.way === 'commands' && this.type === 'string' && this.text.timed)) {
      this.expire(this.expireAt);
    }
    this.tellLosses();
    return undefined;
  }

  private again(): boolean {
    if (this.type === 'string') return this.text.end();
    return this.type === 'stream' && this.stream.end();
  }

  /** A payload longer than an argument may be. */
  private insteadOfRestore(end: KeyEnd): Interest | undefined {
    if (VALUE_COMMANDS[this.type] === undefined) {
      this.way = 'lost';
      this.lose('the key: its serialised value is longer than 512 MB');
      return undefined;
    }
    this.commands.begin(this.valueCommand(), end.start, end.end);
    this.beginCommands();
    return 'elements';
  }

  private expire(at: number | bigint): void {
    if (this.knows('millisecondTtl')) {
      this.commands.keyCommand('PEXPIREAT', at);
      return;
    }
    const ms = typeof at === 'bigint' || Math.abs(at) > LAST_SAFE ? Number(at) : at;
    if (ms % 1000 !== 0) this.lose('milliseconds of the expiry');
    this.commands.keyCommand('EXPIREAT', Math.ceil(ms / 1000));
  }

  private tellLosses(): void {
    if (this.times.lost > 0) this.lose('expiries of fields');
    if (this.membersLost > 0) this.lose('expiries of members');
  }
}
