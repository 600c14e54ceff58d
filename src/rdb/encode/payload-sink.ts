/** A sink that makes what RESTORE takes of each key it is told: type byte, value, footer. Source: rdb-format.md 5. */
import type { Arena } from '../../bytes/arena.ts';
import { UnsupportedError } from '../../errors.ts';
import { NullSink } from '../../model/null-sink.ts';
import type { CronJob, Interest, KeyEnd, KeyHeader } from '../../model/sink.ts';
import type { PendingEntries, StreamConsumer, StreamGroup, StreamIdmp, StreamTotals } from '../../model/stream.ts';
import { OPCODES } from '../opcodes.ts';
import { Body } from './body.ts';
import type { Encoded } from './context.ts';
import { putKeyMeta } from './frame.ts';
import { whatLacks, type Format } from './loads.ts';
import { FOOTER_BYTES, putFooter } from './payload.ts';
import { RdbWriter } from './rdb-writer.ts';
import { ValueEncoder } from './value-encoder.ts';

export interface PayloadSinkOptions {
  readonly format: Format;
  /** Compress long strings (LZF), as servers do by default. */
  readonly compress: boolean;
  /** Told what of a value the target cannot hold, in the user's words. */
  readonly onLoss: (what: string) => void;
}

/** The longest value that RESTORE could take in any case. */
const LONGEST = 2 ** 30;

export class PayloadSink extends NullSink {
  private readonly options: PayloadSinkOptions;
  private readonly encoder: ValueEncoder;
  private readonly body: Body;
  private readonly out: RdbWriter;
  private header: KeyHeader | undefined;
  private membersLost = 0;
  private isPlayedAgain = false;

  constructor(arena: Arena, options: PayloadSinkOptions) {
    super();
    this.options = options;
    this.encoder = new ValueEncoder(arena, { ...options, mostHeld: LONGEST });
    this.body = new Body(arena, 2 * LONGEST);
    this.out = new RdbWriter(this.body, options.compress);
    this.open(arena);
  }

  /** Of the key whose end was told last; valid until the next key. */
  get payload(): Uint8Array {
    return this.arena.u8.subarray(this.body.start, this.body.at);
  }

  /** @throws UnsupportedError: the target has no such values */
  override key(header: KeyHeader): Interest {
    const { format } = this.options;
    const lacks = whatLacks(format, header);
    if (lacks !== undefined) throw new UnsupportedError(`${lacks}: ${format.target.name} has none`);
    this.header = header;
    this.membersLost = 0;
    this.isPlayedAgain = false;
    this.encoder.begin(header);
    return 'elements';
  }

  override string(start: number, end: number, last: boolean): void {
    this.encoder.string(start, end, last);
  }
  override items(rows: number, count: number): void {
    this.encoder.items(rows, count);
  }
  override fields(rows: number, count: number): void {
    this.encoder.fields(rows, count);
  }
  override members(rows: number, count: number): void {
    this.encoder.members(rows, count);
  }
  override memberExpire(): void {
    this.membersLost++;
  }
  override streamEntry(idStart: number, idEnd: number, rows: number, count: number): void {
    this.encoder.streamEntry(idStart, idEnd, rows, count);
  }
  override streamTotals(totals: StreamTotals): void {
    this.encoder.streamTotals(totals);
  }
  override group(group: StreamGroup, pending: PendingEntries, consumers: readonly StreamConsumer[]): void {
    this.encoder.group(group, pending, consumers);
  }
  override idmp(idmp: StreamIdmp): void {
    this.encoder.idmp(idmp);
  }
  override array(count: number, insertIndex: bigint | undefined): void {
    this.encoder.array(count, insertIndex);
  }
  override arrayItem(index: bigint, start: number, end: number, bare: boolean): void {
    this.encoder.arrayItem(index, start, end, bare);
  }
  override path(start: number, end: number): void {
    this.encoder.path(start, end);
  }
  override cron(job: CronJob): void {
    this.encoder.cron(job);
  }
  override module(start: number, end: number): void {
    this.encoder.module(start, end);
  }

  /** @throws UnsupportedError: a collection without elements */
  override endKey(_end: KeyEnd): Interest | undefined {
    const encoded = this.encoder.end();
    const { header, encoder, body } = this;
    if (this.isPlayedAgain) {
      this.finish();
      return undefined;
    }
    if (encoded === undefined) throw new UnsupportedError(`a ${header?.type} without elements: servers have none`);
    this.putHead(encoded);
    if (encoder.body.isWhole) {
      body.span(encoder.body.start, encoder.body.at);
      this.finish();
      return undefined;
    }
    this.isPlayedAgain = true;
    this.membersLost = 0;
    encoder.beginAgain(encoded, (start, end) => body.span(start, end));
    return 'elements';
  }

  private putHead({ type, head }: Encoded): void {
    const { format, onLoss } = this.options;
    const { meta = [] } = this.header ?? {};
    this.body.begin();
    if (meta.length > 0 && format.target.family === 'redis' && format.version >= OPCODES.KEY_META.since)
      putKeyMeta(this.out, meta);
    else if (meta.length > 0) onLoss('metadata of the key');
    this.out.byte(type);
    this.out.raw(head);
  }

  private finish(): void {
    const { body, membersLost } = this;
    const { format, onLoss } = this.options;
    if (membersLost > 0) onLoss(`expiries of ${membersLost} member${membersLost === 1 ? '' : 's'}`);
    body.room(FOOTER_BYTES);
    const { kernels } = this.arena;
    body.at = putFooter(kernels, body.at, format.version, kernels.crc64(0n, body.start, body.at));
  }
}
