import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rdb-tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** One key, and a checksum that is wrong. */
const SNAPSHOT = file(
  'dump.rdb',
  Buffer.concat([
    Buffer.from('REDIS0011'),
    Buffer.from('fe00 0001 61 01 62 ff 0102030405060708'.replaceAll(' ', ''), 'hex'),
  ]),
);
const ARRAY = file('array.json', '{"format": "array", "keys-only": true, "checksum": false}');

test('the checksum is checked, unless it is not', async () => {
  expect((await run(['to-json', SNAPSHOT])).status).toBe(3);
  expect((await run(['to-json', '--no-checksum', SNAPSHOT])).status).toBe(0);
  expect((await run(['to-json', '--no-checksum', '--checksum', SNAPSHOT])).status).toBe(3);
});

test('a flag of two words in the environment', async () => {
  const env = { RDB_TOOL_CHECKSUM: 'false', RDB_TOOL_MIN_SIZE: '1mb' };
  expect(await run(['to-json', SNAPSHOT], env)).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('a flag of another command in the environment, or of none: passed over', async () => {
  const env = { RDB_TOOL_CHECKSUM: 'no', RDB_TOOL_KEYS_ONLY: '1', RDB_TOOL_HOME: '/' };
  expect((await run(['to-json', SNAPSHOT], env)).status).toBe(0);
});

test('flag, else environment, else file', async () => {
  const config = ['--config', ARRAY];
  expect((await run(['to-json', ...config, SNAPSHOT])).stdout).toMatch(/^\[/);
  expect((await run(['to-json', ...config, SNAPSHOT], { RDB_TOOL_FORMAT: 'ndjson' })).stdout).toMatch(/^\{/);
  const env = { RDB_TOOL_FORMAT: 'ndjson', RDB_TOOL_CONFIG: ARRAY };
  expect((await run(['to-json', SNAPSHOT], env)).stdout).toMatch(/^\{/);
  expect((await run(['to-json', '--format', 'array', SNAPSHOT], env)).stdout).toMatch(/^\[/);
});

test.each([
  ['no JSON', 'format=array', 'is not a JSON object of flags'],
  ['no object', '["format"]', 'is not a JSON object of flags'],
  ['no flag', '{"fromat": "array"}', 'no command has a flag --fromat'],
  ['the wrong kind', '{"strict": "yes"}', 'strict cannot be "yes"'],
])('a file of flags with %s', async (_name, content, what) => {
  const path = file('wrong.json', content);
  const { status, stderr } = await run(['to-json', '--config', path, SNAPSHOT]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `rdb-tool: ${path}: ${what}\nTry: rdb-tool to-json --help\n`,
  });
});

test('a boolean of the environment that is neither', async () => {
  const { status, stderr } = await run(['to-json', SNAPSHOT], { RDB_TOOL_STRICT: 'maybe' });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'rdb-tool: RDB_TOOL_STRICT takes true or false, not "maybe"\nTry: rdb-tool to-json --help\n',
  });
});
