/** `to-rdb`: statuses, what is said, and which files appear. What they hold: test/formatters/rdb. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printJson } from '../print-json.ts';
import { FIXTURES } from '../tools/fixture-files.ts';
import { writeRdb } from '../tools/rdb-writer.ts';
import { run } from './run.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rdb-tool-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const fixture = (name: string): string => join(FIXTURES, 'rdb', name);
const toRdb = (...argv: readonly string[]) => run(['to-rdb', ...argv]);

/** A file of strings, the key `k` with the value `v` written as `k=v`. */
function make(name: string, ...pairs: readonly string[]): string {
  const entries = pairs.map((pair) => {
    const [key = '', value = ''] = pair.split('=');
    return { key: Buffer.from(key), value: { type: 'string' as const, value: Buffer.from(value) } };
  });
  writeFileSync(at(name), writeRdb(entries));
  return at(name);
}

async function pairsIn(name: string): Promise<string[]> {
  const lines = (await printJson(readFileSync(at(name)))).split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as { key: string; value: string })
    .map(({ key, value }) => `${key}=${value}`);
}

describe('for the server that a file is of', () => {
  test.each([
    'redis-4.0.14',
    'redis-6.2.16',
    'redis-7.0.15',
    'redis-8.6.3',
    'valkey-8.1.1',
    'valkey-9.1.2',
    'keydb-6.3.4',
  ])('all is copied, to the byte: %s', async (server) => {
    const path = fixture(`${server}/rdb-expires/dump.rdb`);
    expect(await toRdb(path, '-o', at('out.rdb'))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(Buffer.compare(readFileSync(at('out.rdb')), readFileSync(path))).toBe(0);
  });

  test('long keys are compressed anew', async () => {
    const path = fixture('redis-7.0.15/rdb-values/dump.rdb');
    await toRdb(path, '-o', at('out.rdb'));
    expect(await printJson(readFileSync(at('out.rdb')))).toBe(await printJson(readFileSync(path)));
  });
});

describe('what a target cannot hold', () => {
  const path = fixture('redis-8.6.3/rdb-expires/dump.rdb');

  test('is named with its key, the file is written, and the status is 3', async () => {
    const { status, stderr } = await toRdb('--target', 'redis-7.2', path, '-o', at('out.rdb'));
    expect(status).toBe(3);
    expect(stderr).toMatch(/^rdb-tool: lost: db\d+ \/ key ".*": .*: redis-7\.2 has none$/m);
    expect(readFileSync(at('out.rdb')).subarray(0, 9).toString()).toBe('REDIS0011');
  });

  test('is no failure with --allow-loss', async () => {
    const { status, stderr } = await toRdb('--target', 'redis-7.2', '--allow-loss', path, '-o', at('out.rdb'));
    expect(status).toBe(0);
    expect(stderr).toContain('lost: ');
  });
});

describe('usage', () => {
  test('a target that is not known: those there are', async () => {
    const { status, stderr } = await toRdb('--target', 'redis-9', 'x.rdb', '-o', at('out.rdb'));
    expect(status).toBe(2);
    expect(stderr).toContain('redis-2.4, redis-2.6');
    expect(stderr).toContain('valkey-9.1');
  });

  test('a version that the target does not load', async () => {
    const { status, stderr } = await toRdb(
      '--target',
      'valkey-9.0',
      '--rdb-version',
      '12',
      'x.rdb',
      '-o',
      at('out.rdb'),
    );
    expect(status).toBe(2);
    expect(stderr).toContain('valkey-9.0 does not load RDB version 12: it loads 1 to 11, and 80');
  });

  test.each([
    ['--split=slots:0-100', 'slots 101-16383 are in no range'],
    ['--split=slots:0-100,90-16383', 'slot 101 is not right'],
    ['--split=halves', '--split takes slots:N, keys:N or size:SIZE'],
    ['--split=keys:0', 'takes 1 or more'],
    ['--split=slots:3', '--split writes several files'],
  ])('%s', async (flag, words) => {
    const { status, stderr } = await toRdb(flag, 'x.rdb', ...(flag.endsWith(':3') ? [] : ['-o', at('out.rdb')]));
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});

test('a version, without a target', async () => {
  await toRdb('--rdb-version', '9', fixture('redis-7.0.15/rdb-values/dump.rdb'), '-o', at('out.rdb'));
  expect(readFileSync(at('out.rdb')).subarray(0, 9).toString()).toBe('REDIS0009');
});

test('a damaged file leaves none behind', async () => {
  const bytes = readFileSync(fixture('redis-7.0.15/rdb-values/dump.rdb'));
  writeFileSync(at('cut.rdb'), bytes.subarray(0, bytes.length >> 1));
  const { status, stderr } = await toRdb(at('cut.rdb'), '-o', at('out.rdb'));
  expect(status).toBe(3);
  expect(stderr).toContain('the file ends too early');
  expect(readdirSync(folder)).toEqual(['cut.rdb']);
});

describe('several inputs', () => {
  test('are merged', async () => {
    expect((await toRdb(make('a', 'a=1', 'b=1'), make('b', 'c=2'), '-o', at('out'))).status).toBe(0);
    expect(await pairsIn('out')).toEqual(['a=1', 'b=1', 'c=2']);
  });

  test('a key in two of them is an error that names it, and no file appears', async () => {
    const { status, stderr } = await toRdb(make('a', 'a=1', 'b=1'), make('b', 'b=2'), '-o', at('out'));
    expect(status).toBe(1);
    expect(stderr).toBe(
      `rdb-tool: ${at('b')}: db0 / key "b" stands in an input before this one, too: --on-conflict first or last chooses\n`,
    );
    expect(readdirSync(folder)).toEqual(['a', 'b']);
  });

  test.each([
    ['first', ['a=1', 'b=1', 'c=2', 'd=3']],
    ['last', ['a=3', 'b=2', 'c=2', 'd=3']],
  ])('--on-conflict %s', async (rule, pairs) => {
    const inputs = [make('a', 'a=1', 'b=1'), make('b', 'b=2', 'c=2'), make('c', 'a=3', 'd=3')];
    expect((await toRdb('--on-conflict', rule, ...inputs, '-o', at('out'))).status).toBe(0);
    expect((await pairsIn('out')).toSorted()).toEqual(pairs);
  });
});

describe('keys that come twice from one input', () => {
  const twice = (): string => {
    writeFileSync(at('log'), '*3\r\n$3\r\nSET\r\n$2\r\na1\r\n$1\r\nx\r\n*3\r\n$3\r\nSET\r\n$2\r\nb1\r\n$1\r\ny\r\n');
    return at('log');
  };

  test('because their names are changed', async () => {
    const { status, stderr } = await toRdb('--prefix-map', 'a=b', twice(), '-o', at('out'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/db0 \/ key "b1" comes twice from this input: --on-conflict first chooses/);
    expect(readdirSync(folder)).toEqual(['log']);
  });

  test('--on-conflict first', async () => {
    expect((await toRdb('--on-conflict', 'first', '--prefix-map', 'a=b', twice(), '-o', at('out'))).status).toBe(0);
    expect(await pairsIn('out')).toHaveLength(1);
  });

  test('a file that no server loads is none to copy', async () => {
    const { status, stderr } = await toRdb(make('a', 'k=1', 'k=2'), '-o', at('out'));
    expect(status).toBe(3);
    expect(stderr).toContain('a key stands twice in its database');
    expect(readdirSync(folder)).toEqual(['a']);
    expect((await toRdb('--on-conflict', 'first', at('a'), '-o', at('out'))).status).toBe(0);
    expect(await pairsIn('out')).toEqual(['k=1']);
  });
});

test('keys elsewhere: other databases, other names, other expiries', async () => {
  const argv = ['--db-map', '0=5', '--prefix-map', 'a=z:', '--ttl-shift', '1s', '-o', at('out')];
  const bytes = writeRdb([
    { key: Buffer.from('a1'), value: { type: 'string', value: Buffer.from('v') }, expireAtMs: 2e12 },
    { key: Buffer.from('b'), value: { type: 'set', members: [Buffer.from('m')] } },
  ]);
  writeFileSync(at('in'), bytes);
  expect((await toRdb(at('in'), ...argv)).status).toBe(0);
  expect(await printJson(readFileSync(at('out')))).toBe(
    '{"db":5,"key":"z:1","type":"string","encoding":"raw","expireAt":2000000001000,"value":"v"}\n' +
      '{"db":5,"key":"b","type":"set","encoding":"hashtable","value":["m"]}\n',
  );
});

test('runs of strings get other expiries, too', async () => {
  const value = { type: 'string' as const, value: Buffer.from('v') };
  writeFileSync(at('in'), writeRdb([{ key: Buffer.from('k'), value, expireAtMs: 2e12 }]));
  await toRdb('--no-ttl', at('in'), '-o', at('out'));
  expect(await printJson(readFileSync(at('out')))).toBe(
    '{"db":0,"key":"k","type":"string","encoding":"raw","value":"v"}\n',
  );
});

test('a log of commands becomes the keys it leaves', async () => {
  const command = (...words: readonly string[]): string =>
    `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
  writeFileSync(at('log'), command('SET', 'a', '1') + command('RPUSH', 'l', 'x', 'y') + command('DEL', 'a'));
  expect((await toRdb(at('log'), '-o', at('out'))).status).toBe(0);
  expect(readFileSync(at('out')).subarray(0, 9).toString()).toBe('REDIS0011');
  expect(await printJson(readFileSync(at('out')))).toBe(
    '{"db":0,"key":"l","type":"list","encoding":"quicklist2","value":["x","y"]}\n',
  );
});

test('a value of a module comes back from JSON', async () => {
  const line =
    '{"db":0,"key":"m","type":"test-type","encoding":"module","value":{"$module":"test-type","version":3,"$base64":"AgUA"}}\n';
  writeFileSync(at('json'), line);
  expect((await toRdb(at('json'), '-o', at('out'))).status).toBe(0);
  expect(await printJson(readFileSync(at('out')))).toBe(line);
});

describe('a split', () => {
  const pairs = Array.from({ length: 10 }, (_, i) => `key:${i}=${i}`);
  const parts = (): string[] => readdirSync(folder).filter((name) => name.startsWith('out'));

  test('by keys', async () => {
    expect((await toRdb('--split', 'keys:4', make('a', ...pairs), '-o', at('out.rdb'))).status).toBe(0);
    expect(parts()).toEqual(['out-0001.rdb', 'out-0002.rdb', 'out-0003.rdb']);
    const held = await Promise.all(parts().map(pairsIn));
    expect(held.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(held.flat()).toEqual(pairs);
  });

  test('by slots: a file for each range, keys or not', async () => {
    // CLUSTER KEYSLOT foo is 12182, of bar 5061, of hello 866.
    const path = make('a', 'foo=1', 'bar=2', 'hello=3', '{foo}x=4');
    expect(
      (await toRdb('--split', 'slots:0-865,866-5061,5062-12181,12182-16383', path, '-o', at('out.rdb'))).status,
    ).toBe(0);
    expect(await Promise.all(parts().map(pairsIn))).toEqual([[], ['bar=2', 'hello=3'], [], ['foo=1', '{foo}x=4']]);
  });

  test('by size: a part ends with the key that fills it', async () => {
    const large = Array.from({ length: 6 }, (_, i) => `key:${i}=${'x'.repeat(600)}`);
    expect((await toRdb('--split', 'size:1kb', '--no-compress', make('a', ...large), '-o', at('out.rdb'))).status).toBe(
      0,
    );
    const held = await Promise.all(parts().map(pairsIn));
    expect(held.flat()).toEqual(large);
    expect(parts().length).toBeGreaterThan(2);
    for (const name of parts().slice(0, -1)) expect(readFileSync(at(name)).length).toBeGreaterThanOrEqual(1024);
  });

  test('function libraries are in every part', async () => {
    const path = fixture('redis-7.0.15/rdb-values/dump.rdb');
    expect((await toRdb('--split', 'slots:2', path, '-o', at('out.rdb'))).status).toBe(0);
    for (const name of parts()) {
      const records = await printJson(readFileSync(at(name)), { records: true });
      expect(records.match(/"record":"function"/g)?.length).toBeGreaterThan(0);
    }
  });

  test('damage leaves no part behind', async () => {
    const bytes = readFileSync(make('a', ...pairs));
    writeFileSync(at('cut'), bytes.subarray(0, -12));
    expect((await toRdb('--split', 'keys:2', at('cut'), '-o', at('out.rdb'))).status).toBe(3);
    expect(parts()).toEqual([]);
  });
});
