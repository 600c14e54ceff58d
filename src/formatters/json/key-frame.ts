/** What stands before a value in a key record. Text that many keys share is kept in the arena. */
import type { ByteWriter, Fragment } from '../../bytes/writer.ts';
import { STRING_ROOM } from '../../kernels/kernels.ts';
import type { KeyHeader, StringKeys } from '../../model/sink.ts';
import { keySlot } from '../../model/slot.ts';
import { printMeta } from './meta-text.ts';
import type { JsonOptions } from './options.ts';

/** A key of up to this size is printed with its frame in one go. */
const SHORT_KEY = 4096;
const COMMA = 0x2c;

export class KeyFrames {
  private readonly out: ByteWriter;
  private readonly options: JsonOptions;
  private readonly tails = new Map<string, Map<string, Fragment>>();
  /** The tail of the key before: most keys are like their neighbours. */
  private record: Fragment | undefined;
  private tail: Fragment | undefined;
  private tailType = '';
  private tailEncoding = '';
  private readonly heads = new Map<number, Fragment>();
  private head: Fragment | undefined;
  private headDb = -1;
  /** What a key record begins with, if `records` has nothing to say. */
  private readonly begin: string;
  /** ,"source":"…" where there are several. */
  private sourceText = '';

  constructor(out: ByteWriter, options: JsonOptions) {
    this.out = out;
    this.options = options;
    this.begin = `{${options.lead ?? ''}`;
  }

  from(source: string): void {
    this.sourceText = `,"source":${JSON.stringify(source)}`;
  }

  /** The fragments are in the arena of the source before. */
  clear(): void {
    this.tails.clear();
    this.heads.clear();
    this.head = undefined;
    this.tail = undefined;
    this.record = undefined;
  }

  printSource(): void {
    if (this.sourceText !== '') this.out.text(this.sourceText);
  }

  /** Up to and with `"value":`, if there is to be a value. */
  print(header: KeyHeader, valued: boolean): void {
    const { out, options } = this;
    const { start, end, expireAtMs } = header;
    const { kernels } = out.memory;
    if (options.records) {
      // No text is put together: what a key leaves behind adds up to tens of megabytes between two collections.
      this.record ??= out.fragment('{"record":"key","offset":');
      out.put(this.record);
      out.number(header.offset);
      out.byte(COMMA);
    }
    const head = this.headOf(header.db);
    const tail = this.tailOf(header.module?.name ?? header.type, header.encoding);
    const plain = this.isPlain(header);
    if (end - start <= SHORT_KEY && typeof expireAtMs !== 'bigint') {
      out.room(6 * (end - start) + 2 * STRING_ROOM + head.length + tail.length);
      out.at = kernels.putKeyFrame(
        head.start,
        head.length,
        start,
        end,
        tail.start,
        tail.length,
        expireAtMs ?? NaN,
        valued && plain ? 1 : 0,
        out.at,
        options.bytes,
      );
      if (plain) return;
    } else {
      out.put(head);
      out.string(start, end, options.bytes);
      out.put(tail);
      if (expireAtMs !== undefined) out.ascii(`,"expireAt":${expireAtMs}`);
    }
    this.rest(header);
    if (valued) out.ascii(',"value":');
  }

  /** Whether a key has nothing beside type, encoding and expiry. */
  private isPlain(header: KeyHeader): boolean {
    return (
      header.idleSeconds === undefined &&
      header.freq === undefined &&
      !header.noEvict &&
      header.mvcc === undefined &&
      header.meta.length === 0 &&
      !this.options.slots &&
      this.sourceText === ''
    );
  }

  private rest(header: KeyHeader): void {
    const { out } = this;
    if (header.idleSeconds !== undefined) out.ascii(`,"idle":${header.idleSeconds}`);
    if (header.freq !== undefined) out.ascii(`,"freq":${header.freq}`);
    if (header.noEvict) out.ascii(',"noEvict":true');
    if (header.mvcc !== undefined) out.text(`,"mvcc":${JSON.stringify(header.mvcc)}`);
    if (this.options.slots) out.ascii(`,"slot":${keySlot(out.memory.u8.subarray(header.start, header.end))}`);
    if (header.meta.length > 0) {
      out.ascii(',"meta":');
      printMeta(out, header.meta);
    }
    this.printSource();
  }

  ofStrings(keys: StringKeys): { head: Fragment; tail: Fragment } {
    return { head: this.headOf(keys.db), tail: this.tailOf('string', keys.encoding) };
  }

  private headOf(db: number): Fragment {
    if (this.head === undefined || this.headDb !== db) {
      this.head = this.heads.get(db) ?? this.out.fragment(`${this.options.records ? '' : this.begin}"db":${db},"key":`);
      this.heads.set(db, this.head);
      this.headDb = db;
    }
    return this.head;
  }

  private tailOf(type: string, encoding: string): Fragment {
    if (this.tail !== undefined && type === this.tailType && encoding === this.tailEncoding) return this.tail;
    let byEncoding = this.tails.get(encoding);
    if (byEncoding === undefined) {
      byEncoding = new Map();
      this.tails.set(encoding, byEncoding);
    }
    let tail = byEncoding.get(type);
    if (tail === undefined) {
      tail = this.out.fragment(`,"type":"${type}","encoding":"${encoding}"`);
      byEncoding.set(type, tail);
    }
    this.tail = tail;
    this.tailType = type;
    this.tailEncoding = encoding;
    return tail;
  }
}
