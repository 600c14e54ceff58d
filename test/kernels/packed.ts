/** The packed kernels as tests call them: on a whole blob, with offsets into it. */
import { ROW_BYTES } from '../../src/kernels/kernels.ts';
import type { Answer } from '../../src/kernels/twins/answer.ts';
import type { Opened } from '../../src/kernels/twins/packed.ts';
import { answerOf, observe, stopOf, type Memory, type Span } from './memory.ts';

/** Scratch for one integer. */
export const DIGITS_ROOM = 20;

export interface Limits {
  readonly rowRoom?: number;
  readonly scratch?: number;
}

type OpenKernel = 'listpackOpen' | 'ziplistOpen' | 'zipmapOpen' | 'intsetOpen';

export function open(kernel: OpenKernel, blob: Uint8Array): Opened {
  return observe((memory) => {
    const { start, end } = memory.input(blob);
    const stop = stopOf(memory.kernels[kernel](start, end));
    const pos = memory.pos - start;
    if (stop === 'FAULT') return { stop, pos, fault: memory.fault };
    return { stop, pos, count: memory.done, ...(kernel === 'ziplistOpen' && { tail: memory.need }) };
  });
}

/** `call` makes the rows of `blob`. */
function walk<T>(
  blob: Uint8Array,
  limits: Limits,
  call: (memory: Memory, blob: Span, rows: Span, scratch: Span) => T,
): T {
  const { rowRoom = blob.length, scratch = DIGITS_ROOM * (blob.length + 1) } = limits;
  return observe((memory) => {
    const span = memory.input(blob);
    const rows = memory.room(rowRoom * ROW_BYTES);
    return call(memory, span, rows, memory.room(scratch));
  });
}

export function listpackRows(blob: Uint8Array, pos: number, limits: Limits = {}): Answer {
  return walk(blob, limits, (memory, { start, end }, rows, scratch) => {
    const { kernels } = memory;
    const stop = kernels.listpackRows(start + pos, end, rows.start, rows.end, scratch.start, scratch.end);
    return answerOf(memory, stop, start, rows.start);
  });
}

export function listpackLongest(blob: Uint8Array, entries: number, period: number, wanted: number): number {
  return observe((memory) => {
    const { start, end } = memory.input(blob);
    return memory.kernels.listpackLongest(start, end, entries, period, wanted);
  });
}

export function intsetLongest(blob: Uint8Array): number {
  return observe((memory) => {
    const { start, end } = memory.input(blob);
    return memory.kernels.intsetLongest(start, end);
  });
}

export function ziplistRows(
  blob: Uint8Array,
  pos: number,
  previous: number,
  limits: Limits = {},
): Answer & { readonly previous: number } {
  return walk(blob, limits, (memory, { start, end }, rows, scratch) => {
    const { kernels } = memory;
    const stop = kernels.ziplistRows(start + pos, end, previous, rows.start, rows.end, scratch.start, scratch.end);
    const answer = answerOf(memory, stop, start, rows.start);
    return { ...answer, previous: answer.stop === 'FAULT' ? 0 : memory.need };
  });
}

export function zipmapRows(blob: Uint8Array, pos: number, limits: Limits = {}): Answer {
  return walk(blob, { ...limits, scratch: 0 }, (memory, { start, end }, rows) => {
    const stop = memory.kernels.zipmapRows(start + pos, end, rows.start, rows.end);
    return answerOf(memory, stop, start, rows.start);
  });
}

export function intsetRows(blob: Uint8Array, pos: number, width: number, limits: Limits = {}): Answer {
  return walk(blob, limits, (memory, { start, end }, rows, scratch) => {
    const { kernels } = memory;
    const stop = kernels.intsetRows(start + pos, end, width, rows.start, rows.end, scratch.start, scratch.end);
    return answerOf(memory, stop, start, rows.start);
  });
}
