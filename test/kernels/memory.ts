/**
 * A memory for one kernel call after the other, which holds the two promises that every kernel makes about bounds.
 *
 *   … canary | room | canary | input | canary        or        … canary | room | canary | input
 *
 * A call is made several times, with other bytes around what it was given, and once with the input as the last bytes of the
 * memory, where reading on would trap. The answer must be the same each time, and nothing around may have changed.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { loadKernels, ROW_BYTES, STOP, type Kernels } from '../../src/kernels/kernels.ts';
import { FAULT, type Answer, type FaultName, type Row, type StopName } from '../../src/kernels/twins/answer.ts';
import { join } from './encode.ts';

const { kernels, free } = loadKernels();
const PAGES = 64;
kernels.memory.grow(PAGES);
const u8 = new Uint8Array(kernels.memory.buffer);
const view = new DataView(kernels.memory.buffer);
const REGISTERS = kernels.registers();

/** More than any kernel stores at once. */
const GAP = 320;
/** Bytes that would be taken for digits, quotes, terminators, or the rest of a UTF-8 sequence. */
const CANARIES = [0x00, 0xff, 0x22, 0x31, 0xbf];

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One layout of the memory; regions are laid from its end downwards. */
export class Memory {
  readonly kernels: Kernels = kernels;
  private at: number;
  private readonly canary: Uint8Array;
  private readonly gaps: Span[] = [];
  private readonly inputs: { span: Span; bytes: Uint8Array }[] = [];

  constructor(canary: number, atEnd: boolean) {
    this.canary = new Uint8Array(GAP).fill(canary);
    this.at = u8.length;
    if (!atEnd) this.gap();
  }

  private gap(): void {
    this.gaps.push(this.lay(GAP));
    u8.set(this.canary, this.at);
  }

  private lay(size: number): Span {
    const end = this.at;
    this.at -= size;
    if (this.at < free) throw new Error('the test memory is too small');
    return { start: this.at, end };
  }

  /** A region that a kernel reads. */
  input(bytes: Uint8Array): Span {
    const span = this.lay(bytes.length);
    u8.set(bytes, span.start);
    this.inputs.push({ span, bytes });
    this.gap();
    return span;
  }

  text(text: string): Span {
    return this.input(ascii(text));
  }

  /** A region that a kernel writes. */
  room(size: number): Span {
    const span = this.lay(size);
    u8.fill(this.canary[0] ?? 0, span.start, span.end);
    this.gap();
    return span;
  }

  bytes(start: number, end: number): Uint8Array {
    return u8.slice(start, end);
  }

  latin1(start: number, end: number): string {
    return Buffer.from(u8.buffer, start, end - start).toString('latin1');
  }

  utf8(start: number, end: number): string {
    return Buffer.from(u8.buffer, start, end - start).toString();
  }

  set(at: number, bytes: Uint8Array): void {
    u8.set(bytes, at);
  }

  /** A table of rows, each of whose bytes are a region of their own. */
  table(rows: readonly Row[], room = rows.length): Span {
    const spans = rows.map(({ bytes }) => this.input(bytes));
    const table = this.room(room * ROW_BYTES);
    for (const [i, { number }] of rows.entries()) {
      const at = table.start + i * ROW_BYTES;
      this.setSpan(at, spans[i]?.start ?? 0, spans[i]?.end ?? 0);
      view.setFloat64(at + 8, number, true);
    }
    return table;
  }

  /** Likewise for many elements, all in one region. */
  packedTable(elements: readonly Uint8Array[]): Span {
    const { start } = this.input(join(...elements));
    const table = this.room(elements.length * ROW_BYTES);
    let at = start;
    for (const [i, { length }] of elements.entries()) {
      this.setSpan(table.start + i * ROW_BYTES, at, at + length);
      at += length;
    }
    return table;
  }

  setSpan(row: number, start: number, end: number): void {
    view.setUint32(row, start, true);
    view.setUint32(row + 4, end, true);
  }

  spans(table: number, count: number): Span[] {
    return Array.from({ length: count }, (_, i) => {
      const at = table + i * ROW_BYTES;
      return { start: view.getUint32(at, true), end: view.getUint32(at + 4, true) };
    });
  }

  /** What stands in a table. `slow`: a NaN may hold the place of a score that is to be parsed. */
  rows(table: number, count: number, slow = false): Row[] {
    return this.spans(table, count).map(({ start, end }, i) => {
      const at = table + i * ROW_BYTES;
      const bytes = this.bytes(start, end);
      const number = view.getFloat64(at + 8, true);
      const place = view.getUint32(at + 8, true);
      const length = view.getUint32(at + 12, true) & 0xffff;
      if (!slow || !Number.isNaN(number) || length === 0) return { bytes, number };
      return { bytes, number, slow: this.bytes(place, place + length) };
    });
  }

  /** The number of a row. */
  number(row: number): number {
    return view.getFloat64(row + 8, true);
  }

  get pos(): number {
    return view.getUint32(REGISTERS, true);
  }
  get done(): number {
    return view.getUint32(REGISTERS + 4, true);
  }
  get free(): number {
    return view.getUint32(REGISTERS + 8, true);
  }
  get notice(): number {
    return view.getUint32(REGISTERS + 12, true);
  }
  get fault(): FaultName {
    return nameOf(FAULT, view.getUint32(REGISTERS + 16, true));
  }
  get need(): number {
    return view.getFloat64(REGISTERS + 24, true);
  }

  /** That nothing but rooms has changed. */
  check(): void {
    for (const { start, end } of this.gaps) same(u8.subarray(start, end), this.canary, 'bytes around');
    for (const { span, bytes } of this.inputs) same(u8.subarray(span.start, span.end), bytes, 'input');
  }
}

function same(is: Uint8Array, was: Uint8Array, what: string): void {
  if (Buffer.compare(is, was) !== 0) expect(is, `${what} changed`).toEqual(was);
}

/** The answer of `run`, which must be the same in every layout. */
export function observe<T>(run: (memory: Memory) => T): T {
  const once = (canary: number, atEnd: boolean): T => {
    const memory = new Memory(canary, atEnd);
    const answer = run(memory);
    memory.check();
    return answer;
  };
  const answer = once(0x5a, true);
  for (const canary of CANARIES) {
    const other = once(canary, false);
    if (!isDeepStrictEqual(other, answer)) expect(other, `with ${canary} around`).toEqual(answer);
  }
  return answer;
}

/** What a kernel that makes rows answers; `width` is how many rows each of `done` takes. */
export function answerOf(memory: Memory, stop: number, start: number, table: number, width = 1, slow = false): Answer {
  const name = stopOf(stop);
  return settled({
    stop: name,
    pos: memory.pos - start,
    rows: memory.rows(table, memory.done * width, slow),
    need: memory.need,
    notice: memory.notice,
    ...(name === 'FAULT' && { fault: memory.fault }),
  });
}

/** An answer without what does not count: `need` if nothing is needed, notices of what is broken. */
export function settled({ need, notice, ...answer }: Answer): Answer {
  if (answer.stop === 'FAULT') return answer;
  // From 2^53 on the last bits of a double are lost; nobody has so many bytes.
  if (answer.stop === 'INPUT') return { ...answer, notice: notice ?? 0, need: Math.min(need ?? 0, 2 ** 53) };
  return { ...answer, notice: notice ?? 0 };
}

export function stopOf(number: number): StopName {
  return nameOf(STOP, number);
}

function nameOf<T extends Readonly<Record<string, number>>>(table: T, number: number): keyof T {
  for (const name in table) if (table[name] === number) return name;
  throw new Error(`no such number: ${number}`);
}

/** '7f 01' as bytes. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
