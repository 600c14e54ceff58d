/** Which commands of a log a filter lets through. */
import { expect, test } from 'vitest';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { FilterSink } from '../../src/filter/filter-sink.ts';
import { Glob } from '../../src/filter/glob.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decodeInput } from '../../src/input.ts';
import { command } from '../aof/log-events.ts';
import { JSON_OPTIONS } from '../tools/decode-bytes.ts';

const LOG = [
  ['SET', 'user:1', 'a'],
  ['MULTI'],
  ['RENAME', 'user:1', 'old:1'],
  ['EXEC'],
  ['SELECT', '2'],
  ['set', 'user:2', 'b'],
  ['FLUSHDB'],
  ['DEL', 'x', 'user:3'],
].map((args) => command(...args));

async function print(options: Partial<FilterOptions>): Promise<string> {
  const parts: Buffer[] = [];
  const out = new ByteWriter((part) => parts.push(Buffer.from(part)));
  const formatter = new JsonFormatter(out, { ...JSON_OPTIONS, records: true });
  await decodeInput(Buffer.from(LOG.join('')), new FilterSink(formatter, { nowMs: 0, ...options }));
  formatter.finish();
  return Buffer.concat(parts).toString();
}

async function passed(options: Partial<FilterOptions>): Promise<string[]> {
  return [...(await print(options)).matchAll(/"args":\[(.*)\]/g)].map(([, args = '']) => args.replaceAll('"', ''));
}

const RENAMED = ['MULTI', 'RENAME,user:1,old:1', 'EXEC'];

test.each<[string, Partial<FilterOptions>, string[]]>([
  [
    'any of its keys',
    { match: [new Glob('user:[13]')] },
    ['SET,user:1,a', ...RENAMED, 'SELECT,2', 'FLUSHDB', 'DEL,x,user:3'],
  ],
  ['none of its keys, and nothing is left of a transaction', { match: [new Glob('none')] }, ['SELECT,2', 'FLUSHDB']],
  ['a database', { dbs: new Set([2]) }, ['SELECT,2', 'set,user:2,b', 'FLUSHDB', 'DEL,x,user:3']],
  ['another database', { dbs: new Set([0]) }, ['SET,user:1,a', ...RENAMED, 'SELECT,2']],
  ['a regular expression', { regex: [/^old/u] }, [...RENAMED, 'SELECT,2', 'FLUSHDB']],
])('%s', async (_name, options, lines) => {
  expect(await passed(options)).toEqual(lines);
});

test('a number of commands', async () => {
  expect(await passed({ limit: 3 })).toEqual(['SET,user:1,a', 'MULTI', 'RENAME,user:1,old:1']);
});

test('what is known of keys alone is held against the keys that are left', async () => {
  expect(await print({ types: new Set(['string']) })).toContain('"key":"old:1"');
  expect(await print({ types: new Set(['hash']) })).not.toContain('"key"');
});
