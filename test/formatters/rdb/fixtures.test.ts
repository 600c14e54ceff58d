/** Every fixture into an RDB again: what is read of it afterwards is what was read before, but for what was told to be lost. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printJson } from '../../print-json.ts';
import { fixtureFiles } from '../../tools/fixture-files.ts';
import { convert, type ConvertOptions } from './convert.ts';

interface Key {
  readonly db: number;
  readonly key: unknown;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Without what a file need not keep: encodings, the order of members, what a newer form of streams has by default. */
async function keysOf(bytes: Uint8Array): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const line of (await printJson(bytes)).split('\n').filter(Boolean)) {
    const { encoding: _encoding, ...key } = JSON.parse(line) as Key;
    keys.set(JSON.stringify([key.db, key.key]), JSON.stringify(sorted(key), drop));
  }
  return keys;
}

function sorted(key: Key): unknown {
  const { type, value } = key;
  if ((type === 'set' || type === 'zset') && Array.isArray(value)) return { ...key, value: value.map(text).toSorted() };
  if (type === 'stream') return { ...key, value: withoutDerived(value) };
  if (type !== 'hash') return key;
  const { value: fields, fieldExpireAt, ...rest } = key;
  return { ...rest, fields: pairs(fields), times: pairs(fieldExpireAt) };
}

/** Counters that a server derives where the file has none. */
function withoutDerived(stream: unknown): unknown {
  const { firstId, maxDeletedId, entriesAdded, ...rest } = stream as Readonly<Record<string, unknown>>;
  const derived = maxDeletedId === '0-0' && entriesAdded === rest['length'];
  return derived ? rest : { ...rest, firstId, maxDeletedId, entriesAdded };
}

function pairs(object: unknown): string[] {
  const { $pairs } = (object ?? {}) as { readonly $pairs?: readonly unknown[] };
  return ($pairs ?? Object.entries(object ?? {})).map(text).toSorted();
}

const text = (value: unknown): string => JSON.stringify(value);

function drop(field: string, value: unknown): unknown {
  if (field === 'idmp' && JSON.stringify(value) === NO_IDMP) return undefined;
  return field === 'nacked' && Array.isArray(value) && value.length === 0 ? undefined : value;
}
const NO_IDMP = '{"duration":100,"maxEntries":100,"producers":[],"added":0,"duplicates":0}';

/** What is read of files: each is converted many times. */
const read = new Map<string, Promise<Map<string, string>>>();

async function check(path: string, options: ConvertOptions): Promise<void> {
  const bytes = readFileSync(path);
  const reading = read.get(path) ?? keysOf(bytes);
  read.set(path, reading);
  const before = await reading;
  const { bytes: written, losses } = await convert(bytes, options);
  const after = await keysOf(written);
  const lost = new Set(losses.flatMap(({ db, key }) => (key === undefined ? [] : [idOf(db, key)])));
  const headless = losses.some(({ key }) => key === undefined);
  for (const [id, line] of before) {
    if (lost.has(id)) continue;
    const [found, wanted] = headless ? [withoutAccess(after.get(id)), withoutAccess(line)] : [after.get(id), line];
    if (found !== wanted) expect(found).toBe(wanted);
  }
}

function idOf(db: number, key: Uint8Array): string {
  const string = Buffer.from(key).toString();
  const whole = Buffer.from(string).equals(key) ? string : { $base64: Buffer.from(key).toString('base64') };
  return JSON.stringify([db, whole]);
}

/** How keys were accessed, and KeyDB's time stamps, are told to be lost once for all of them. */
function withoutAccess(line = ''): string {
  return line.replaceAll(/"(?:idle|freq|mvcc)":"?\d+"?,/g, '');
}

/** Those that can be read to their end. */
const FILES = fixtureFiles('.rdb', 'rdb').filter(({ name }) => !/module-rc|expired|gcra|redis-17/.test(name));
const HAND_MADE = FILES.filter(({ name }) => name.includes('hand-made'));
const SERVERS = FILES.filter(({ name }) => !name.includes('hand-made'));

describe('as the server they are of', () => {
  test.each(FILES.map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
    await check(path, {});
    await check(path, { anew: true });
    await check(path, { compress: false });
  });
});

describe.each(['redis-2.4', 'redis-3.0', 'redis-6.2', 'redis-7.0', 'redis-8.10', 'valkey-8.1', 'valkey-9.0'])(
  'for %s',
  (target) => {
    test.each(HAND_MADE.map(({ name, path }) => [name, path] as const))('%s', async (_name, path) => {
      await check(path, { target });
    });
    test('those of servers', { timeout: 60_000 }, async () => {
      for (const { path } of SERVERS.filter((_, i) => i % 6 === 0)) await check(path, { target });
    });
  },
);
