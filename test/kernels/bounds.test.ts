/**
 * Every test here calls its kernel by way of `observe`, and so holds its bounds. These hold `observe`: what a kernel must not
 * do is done, and has to be seen.
 */
import { expect, test } from 'vitest';
import { ascii, Memory, observe } from './memory.ts';

test.each([
  ['behind', (start: number, end: number) => [end, start]],
  ['far behind, as the longest LZF match does', (_start: number, end: number) => [end + 263]],
  ['before', (start: number) => [start - 1]],
])('a byte written %s is seen', (_name, places) => {
  const write = (memory: Memory): void => {
    memory.input(ascii('abc'));
    const { start, end } = memory.room(10);
    for (const at of places(start, end)) memory.set(at, ascii('w'));
  };
  expect(() => observe(write)).toThrow('bytes around changed');
});

test('an input that was written to is seen', () => {
  const write = (memory: Memory): void => memory.set(memory.input(ascii('abc')).start, ascii('w'));
  expect(() => observe(write)).toThrow('input changed');
});

test('an answer that depends on what stands behind the input is seen', () => {
  const read = (memory: Memory): string => {
    const { start, end } = memory.input(ascii('abc'));
    return memory.latin1(start, end + 1);
  };
  expect(() => observe(read)).toThrow();
});

test('a kernel that reads on behind the input traps', () => {
  const read = (memory: Memory): bigint => {
    const { start, end } = memory.input(ascii('abc'));
    return memory.kernels.crc64(0n, start, end + 1);
  };
  expect(() => observe(read)).toThrow('memory access out of bounds');
});

test('rooms may be written to their last byte', () => {
  const write = (memory: Memory): string => {
    const { start, end } = memory.room(3);
    memory.set(start, ascii('abc'));
    return memory.latin1(start, end);
  };
  expect(observe(write)).toBe('abc');
});
