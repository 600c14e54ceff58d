/**
 * A sink in front of a sink that says as a client may what a server takes so only from its master, or from its log. Source: redis
 * 8.6 src/t_stream.c, streamParseAddOrTrimArgsOrReply() and xaddCommand(): where mustObeyClient() is asked.
 */
import type { Arena } from '../bytes/arena.ts';
import { CommandBuffer } from '../filter/feed/command-buffer.ts';
import { CommandSink } from '../filter/feed/command-sink.ts';
import { digestFields, type Fields } from '../keyspace/field-digest.ts';
import type { CommandPlace, EntrySink, SourceHeader } from '../model/sink.ts';
import type { Feature } from '../model/target.ts';
import { WordTable } from '../model/word-table.ts';
import { ENTRY_OPTIONS } from './entry-options.ts';

type Known = 'MULTI' | 'EXEC' | 'XADD' | 'XTRIM';

const KNOWN = new WordTable<Known>(
  (['MULTI', 'EXEC', 'XADD', 'XTRIM'] as const).map((name): [string, Known] => [name, name]),
);
const ABOUT = 0x7e;
const EQUAL = 0x3d;

/** Where options of a command stand, where a client may not give them so. */
interface Found {
  /** LIMIT, where it means nothing: what is trimmed is not about. */
  readonly limit: number | undefined;
  /** What is trimmed: from MAXLEN or MINID up to behind the number. */
  readonly trim: Range | undefined;
  /** KEEPREF, DELREF or ACKED. */
  readonly references: number | undefined;
  /** IDMP or IDMPAUTO and what follows, where the id is no longer a star. */
  readonly producer: Range | undefined;
  /** Of XADD: where the id stands. */
  readonly id: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export class ClientForms extends CommandSink {
  private readonly entry = new CommandBuffer();
  private readonly record = new CommandBuffer();
  private readonly boundary = new CommandBuffer();
  private readonly records: boolean;
  private inside = false;

  /** @param features - of what the commands are for */
  constructor(target: EntrySink, features: ReadonlySet<Feature>) {
    super(target);
    this.records = features.has('idmp');
  }

  override open(arena: Arena): void {
    this.entry.open(arena);
    this.record.open(arena);
    this.boundary.open(arena);
    super.open(arena);
  }

  override begin(header: SourceHeader): void {
    this.inside = false;
    super.begin(header);
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args } = this;
    args.set(rows, count);
    const known = KNOWN.at(args.arena.u8, args.start(0), args.end(0));
    if (known === 'MULTI' || known === 'EXEC') this.inside = known === 'MULTI';
    const found = known === 'XADD' || known === 'XTRIM' ? this.find() : undefined;
    if (found === undefined) this.send(place, rows, count);
    else this.sendChanged(place, found);
  }

  /** Undefined: a client may say it as it is. */
  private find(): Found | undefined {
    const { args } = this;
    const { u8 } = args.arena;
    let limit: number | undefined;
    let trim: Range | undefined;
    let references: number | undefined;
    let producer: Range | undefined;
    let isAbout = false;
    let i = 2;
    while (i < args.count) {
      const from = i;
      const option = ENTRY_OPTIONS.at(u8, args.start(i), args.end(i));
      if (option === undefined) break;
      const sign = option.signed === true && args.size(i + 1) === 1 ? u8[args.start(i + 1)] : undefined;
      i += 1 + option.after + (sign === ABOUT || sign === EQUAL ? 1 : 0);
      isAbout ||= sign === ABOUT;
      if (option.name === 'limit') limit = from;
      if (option.name === 'threshold') trim = { from, to: i };
      if (option.name === 'references') references = from;
      if (option.name === 'idmp') producer = { from, to: i };
    }
    if (isAbout) limit = undefined;
    return limit === undefined && producer === undefined ? undefined : { limit, trim, references, producer, id: i };
  }

  private sendChanged(place: CommandPlace, found: Found): void {
    const { args, entry } = this;
    const { limit, trim, producer, id } = found;
    const isRecorded = producer !== undefined && this.records;
    entry.begin();
    for (let i = 0; i < args.count; i++) {
      if (i === limit) i++;
      else if (i === producer?.from) i = producer.to - 1;
      else if (isRecorded && i === trim?.from) i = trim.to - 1;
      else entry.take(args, i, i + 1);
    }
    const wraps = isRecorded && !this.inside;
    if (wraps) this.say(place, 'MULTI');
    this.send(place, entry.rows, entry.count);
    if (isRecorded) this.sendRecord(place, producer, id);
    if (isRecorded && trim !== undefined) this.sendTrim(place, trim, found.references);
    if (wraps) this.say(place, 'EXEC');
  }

  /** Whose entry it is. Only entries that are there can be recorded: what is trimmed goes afterwards. */
  private sendRecord(place: CommandPlace, producer: Range, id: number): void {
    const { args, record } = this;
    record.begin();
    record.put('XIDMPRECORD');
    record.take(args, 1, 2);
    record.take(args, producer.from + 1, producer.to);
    if (producer.to - producer.from === 2) {
      record.put(Buffer.from(digestFields(this.arguments(), id + 1)).toString('latin1'));
    }
    record.take(args, id, id + 1);
    this.send(place, record.rows, record.count);
  }

  private sendTrim(place: CommandPlace, trim: Range, references: number | undefined): void {
    const { args, record } = this;
    record.begin();
    record.put('XTRIM');
    record.take(args, 1, 2);
    record.take(args, trim.from, trim.to);
    if (references !== undefined) record.take(args, references, references + 1);
    this.send(place, record.rows, record.count);
  }

  private arguments(): Fields {
    const { args } = this;
    const { u8 } = args.arena;
    return { count: args.count, span: (i) => ({ bytes: u8, start: args.start(i), end: args.end(i) }) };
  }

  private say(place: CommandPlace, word: 'MULTI' | 'EXEC'): void {
    const { boundary } = this;
    boundary.begin();
    boundary.put(word);
    this.send(place, boundary.rows, boundary.count);
  }
}
