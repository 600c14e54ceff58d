/** Commands in RESP, one by one, of a key that is kept as it is written. Source: aof-replication-resp.md 1.5. */
import type { Arena, Region } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import { BULK_ROOM, STOP } from '../../kernels/kernels.ts';

/** Numbers are printed as digits; text is Latin-1. */
export type Argument = string | number | bigint | Uint8Array;

interface Head extends Region {
  /** Where the key is, from the start. */
  readonly key: number;
}

/** What of a long argument goes to the output at once, which need not be as large as it. */
const PIECE = 32 * 1024;
/** Room for a name and a key of usual length. */
const HEAD_ROOM = 256;

export class CommandWriter {
  readonly out: ByteWriter;
  /** Called before each command, when those before it are whole. */
  private readonly onCommand: (() => void) | undefined;
  private arena: Arena | undefined;
  /** For each command that values are made of: its name and the key at hand, two bulk strings. */
  private readonly heads = new Map<string, Head>();
  private head: Head = { start: 0, end: 0, key: 0 };
  private headEnd = 0;
  /** The bytes of the key. */
  private keyStart = 0;
  private keyEnd = 0;

  constructor(out: ByteWriter, onCommand?: () => void) {
    this.out = out;
    this.onCommand = onCommand;
  }

  open(arena: Arena): void {
    this.out.open(arena);
    if (arena === this.arena) return;
    this.arena = arena;
    this.heads.clear();
  }

  /** The key at hand, and the command that its value is made of. */
  begin(name: string, start: number, end: number): void {
    const { memory } = this.out;
    const head = this.heads.get(name) ?? this.makeHead(name);
    const size = head.key + end - start + BULK_ROOM;
    if (size > head.end - head.start) memory.grow(head, size, head.key);
    this.head = head;
    this.headEnd = memory.kernels.putBulk(start, end, head.start + head.key);
    this.keyEnd = this.headEnd - 2;
    this.keyStart = this.keyEnd - (end - start);
  }

  private makeHead(name: string): Head {
    const { memory } = this.out;
    const text = `$${name.length}\r\n${name}\r\n`;
    const head = { ...memory.allocate(HEAD_ROOM), key: text.length };
    memory.putLatin1(text, head.start);
    this.heads.set(name, head);
    return head;
  }

  get key(): Uint8Array {
    return this.out.memory.u8.slice(this.keyStart, this.keyEnd);
  }

  get headLength(): number {
    return this.headEnd - this.head.start;
  }

  private putHead(): void {
    this.out.span(this.head.start, this.headEnd);
  }

  /** The same, where room has been made for them: nothing is handed on. */
  copyHead(): void {
    const { out } = this;
    out.memory.u8.copyWithin(out.at, this.head.start, this.headEnd);
    out.at += this.headLength;
  }

  /** A command begins here. */
  start(): void {
    this.onCommand?.();
    this.out.begin();
  }

  /** A whole command that has no key. */
  command(...words: readonly Argument[]): void {
    this.start();
    this.out.ascii(`*${words.length}\r\n`);
    for (const word of words) this.argument(word);
  }

  /** A whole command of the key at hand. */
  keyCommand(name: string, ...words: readonly Argument[]): void {
    this.openCommand(name, words.length);
    for (const word of words) this.argument(word);
  }

  /** Likewise, with words in front of the key. */
  commandWithin(before: readonly Argument[], after: readonly Argument[]): void {
    this.start();
    this.out.ascii(`*${before.length + 1 + after.length}\r\n`);
    for (const word of before) this.argument(word);
    this.putKey();
    for (const word of after) this.argument(word);
  }

  /** The beginning of a command of the key at hand; `more` arguments are to follow. */
  openCommand(name: string, more: number): void {
    this.start();
    this.out.ascii(`*${more + 2}\r\n`);
    this.argument(name);
    this.putKey();
  }

  /** The beginning of the command that the value is made of; `more` arguments are to follow. */
  openHead(more: number): void {
    this.start();
    this.putOpenHead(more);
  }

  /** The same, of a command that has begun. */
  putOpenHead(more: number): void {
    this.out.ascii(`*${more + 2}\r\n`);
    this.putHead();
  }

  /** The command that the value is made of, with a span and rows. */
  commandOfRows(start: number, end: number, rows: number, count: number): void {
    const { out } = this;
    this.start();
    if (this.tryRows(start, end, rows, count)) return;
    out.makeRoom();
    if (this.tryRows(start, end, rows, count)) return;
    out.ascii(`*${count + 3}\r\n`);
    this.putHead();
    this.span(start, end);
    const { memory } = out;
    for (let i = 0; i < count; i++) {
      const row = (rows >>> 2) + 4 * i;
      this.span(memory.u32[row] ?? 0, memory.u32[row + 1] ?? 0);
    }
  }

  private tryRows(start: number, end: number, rows: number, count: number): boolean {
    const { out, headLength } = this;
    const { memory } = out;
    const stop = memory.kernels.respCommand(
      this.head.start,
      headLength,
      2,
      start,
      end,
      rows,
      count,
      out.at,
      out.region.end,
    );
    if (stop !== STOP.DONE) return false;
    out.at = memory.freeAfter;
    return true;
  }

  argument(word: Argument): void {
    const { out } = this;
    if (typeof word === 'object') {
      out.ascii(`$${word.length}\r\n`);
      for (let at = 0; at < word.length; at += PIECE) out.raw(word.subarray(at, at + PIECE));
      out.ascii('\r\n');
      return;
    }
    const text = String(word);
    out.ascii(`$${text.length}\r\n${text}\r\n`);
  }

  /** One argument that stands in the arena. */
  span(start: number, end: number): void {
    const { out } = this;
    out.ascii(`$${end - start}\r\n`);
    out.span(start, end);
    out.ascii('\r\n');
  }

  private putKey(): void {
    this.out.span(this.head.start + this.head.key, this.headEnd);
  }
}
