/** What a filter lets through is what would be there without it. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { decode } from '../../src/decode.ts';
import { FilterSink } from '../../src/filter/filter-sink.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decodeBytes, JSON_OPTIONS } from '../tools/decode-bytes.ts';
import { MemorySource } from '../tools/memory-source.ts';
import { aux, bytes, close, f64le, key, length, string, u64le, type Part } from '../tools/rdb-bytes.ts';

async function filter(file: Uint8Array, options: Partial<FilterOptions>): Promise<string> {
  const parts: Buffer[] = [];
  const formatter = new JsonFormatter(new ByteWriter((part) => parts.push(Buffer.from(part))), JSON_OPTIONS);
  await decode(new MemorySource(file), new FilterSink(formatter, { nowMs: 0, ...options }));
  formatter.finish();
  return Buffer.concat(parts).toString();
}

const dragonfly = (...parts: readonly Part[]): Uint8Array =>
  close(bytes('REDIS0009', aux('df-ver', 'df-1.0'), ...parts), 'zero');

test.each([
  ['JSON', key(30, 'k', string('{"a":[1,2]}')), '"json":{"a":[1,2]}'],
  ['a count-min sketch', key(35, 'k', 2, 1, 3, u64le(1n), u64le(2n)), '"width":2,"depth":1,"count":3'],
  ['a Bloom filter', key(33, 'k', 0, f64le(2), f64le(0.01), 0, 5, 50, 1, 7, string('bits')), '"items":5'],
])('Dragonfly: %s', async (_name, part, readable) => {
  const file = dragonfly(part);
  const { text } = await decodeBytes(file);
  expect(text).toContain(readable);
  expect(await filter(file, {})).toBe(text);
  expect(await filter(file, { minSize: 1 })).toBe(text);
});

test('of a path hash the paths count', async () => {
  const path = (name: string): Uint8Array => bytes(string(name), length(2), ...['a', '1', 'b', '2'].map(string));
  const file = close(bytes('VALKEY081', key(23, 'k', length(2), path('/x'), path('/y'))), 'zero');
  const { text } = await decodeBytes(file);
  expect(await filter(file, { minElements: 2 })).toBe(text);
  expect(await filter(file, { minElements: 3 })).toBe('');
});
