/** Budget files: what they may say, and what is said of every mistake. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { FILE } from '../../../src/report/budget-file/file-properties.ts';
import { parseBudgets } from '../../../src/report/budget-file/parse-budgets.ts';
import { fileSchema } from '../../../src/report/budget-file/schema.ts';

const SCHEMA = fileURLToPath(new URL('../../../rdb-budgets.schema.json', import.meta.url));
const validate = new Ajv({ formats: { regex: true }, allowUnionTypes: true }).compile(fileSchema(FILE));

/** A budget with these properties, as the file has it. */
function budget(properties: string): string {
  return `{"budgets": [\n{"name": "x",\n${properties}}\n]}`;
}

test('the schema in the package is that of the tables', () => {
  expect(fileSchema(FILE)).toEqual(JSON.parse(readFileSync(SCHEMA, 'utf8')));
});

test('a whole file, with comments and trailing commas', () => {
  const text = `// what CI holds the nightly dump against
  {
    "$schema": "./node_modules/rdb-tool/rdb-budgets.schema.json",
    "budgets": [
      { "name": "all", "maxBytes": "64mb", "maxGrowth": "10%" },
      {
        "name": "carts",
        "match": ["cart:*", "basket:*"], "notMatch": "*:archive", "regex": "^.{1,40}$", "type": "HASH", "db": [0, 1],
        "maxKeys": 1000, "maxBytesPerKey": 4096, "maxElements": 100, "requireTtl": true, "maxTtl": "30d",
        "level": "warn",
      },
    ],
    "unmatched": "error",
    "ignore": [{ "match": "cart:test:*", "until": "2027-01-01", "reason": "load test" }],
  }`;
  expect(parseBudgets(text, 'b.json')).toEqual({
    budgets: [
      { name: 'all', level: 'error', limits: { maxBytes: 64 * 1024 * 1024, maxGrowth: { percent: 10 } } },
      {
        name: 'carts',
        level: 'warn',
        match: ['cart:*', 'basket:*'],
        notMatch: ['*:archive'],
        regex: ['^.{1,40}$'],
        type: ['hash'],
        db: [0, 1],
        limits: { maxKeys: 1000, maxBytesPerKey: 4096, maxElements: 100, requireTtl: true, maxTtl: 30 * 86_400_000 },
      },
    ],
    unmatched: { level: 'error', limits: {}, forbidden: true },
    ignores: [{ match: ['cart:test:*'], until: '2027-01-01', reason: 'load test' }],
  });
});

test('the file that README shows', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, text = ''] = /```jsonc\n(.*?)```/s.exec(readme) ?? [];
  expect(parseBudgets(text, 'b.json').budgets.map(({ name }) => name)).toEqual(['all', 'carts', 'lists']);
});

describe('values', () => {
  test.each([
    ['"maxBytes": 64', { maxBytes: 64 }],
    ['"maxBytes": "64"', { maxBytes: 64 }],
    ['"maxBytes": "64m"', { maxBytes: 64_000_000 }],
    ['"maxBytes": "64MB"', { maxBytes: 64 * 1024 * 1024 }],
    ['"maxBytes": "1.5 GiB"', { maxBytes: 1.5 * 1024 ** 3 }],
    ['"maxKeys": 0', { maxKeys: 0 }],
    ['"maxTtl": 60', { maxTtl: 60_000 }],
    ['"maxTtl": "12h"', { maxTtl: 12 * 3_600_000 }],
    ['"maxGrowth": "2.5%"', { maxGrowth: { percent: 2.5 } }],
    ['"maxGrowth": "1mb"', { maxGrowth: { bytes: 1024 * 1024 } }],
    ['"maxGrowth": 0', { maxGrowth: { bytes: 0 } }],
    ['"requireTtl": true, "match": "user:[ab]*\\\\["', { requireTtl: true }],
    ['"maxKeys": 1, "type": "ReJSON-RL"', { maxKeys: 1 }],
  ])('%s', (properties, limits) => {
    const text = budget(properties);
    expect(parseBudgets(text, 'b.json').budgets[0]?.limits).toEqual(limits);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** What the schema finds wrong too is `true`; the rest it has no words for. */
describe('mistakes', () => {
  test.each<[text: string, message: string, inSchema: boolean]>([
    [budget('"maxByte": 1'), 'b.json:3: no such property "maxByte": did you mean "maxBytes"?', true],
    [
      budget('"maxbytesperkey": 1'),
      'b.json:3: no such property "maxbytesperkey": did you mean "maxBytesPerKey"?',
      true,
    ],
    [budget('"colour": 1'), 'b.json:3: no such property "colour"', true],
    ['{"budget": []}', 'b.json:1: no such property "budget": did you mean "budgets"?', true],
    [
      budget('"maxBytes": "64 potatoes"'),
      'b.json:3: maxBytes takes a size like 500, 64kb or 1gb, not "64 potatoes"',
      true,
    ],
    [budget('"maxBytes": true'), 'b.json:3: maxBytes takes a size like 500, "64kb" or "1gb", not true', true],
    [budget('"maxBytes": -1'), 'b.json:3: maxBytes takes a size like 500, "64kb" or "1gb", not -1', true],
    [budget('"maxKeys": "5"'), 'b.json:3: maxKeys takes a whole number, not "5"', true],
    [budget('"maxKeys": 1.5'), 'b.json:3: maxKeys takes a whole number, not 1.5', true],
    [
      budget('"maxKeys": 1,\n\n"maxTtl": "30 days"'),
      'b.json:5: maxTtl takes a time like 30s, 5m or 7d, not "30 days"',
      true,
    ],
    [budget('"maxTtl": "-1d"'), 'b.json:3: maxTtl takes a time like "30s", "5m" or "7d", not "-1d"', true],
    [budget('"maxGrowth": "lots"'), 'b.json:3: maxGrowth takes a share like 10% or a size like 64mb, not "lots"', true],
    [budget('"requireTtl": "yes"'), 'b.json:3: requireTtl takes true or false, not "yes"', true],
    [
      budget('"requireTtl": false'),
      'b.json:2: budget "x" has no limit (maxBytes, maxKeys, maxGrowth, maxBytesPerKey, maxElements, requireTtl, maxTtl)',
      false,
    ],
    [budget('"maxKeys": 1, "level": "fatal"'), 'b.json:3: level takes "error" or "warn", not "fatal"', true],
    [budget('"maxKeys": 1,\n"match": "user:[ab"'), 'b.json:4: match "user:[ab" lacks a closing ]', false],
    [
      budget('"maxKeys": 1, "notMatch": ["a", "b\\\\"]'),
      'b.json:3: notMatch "b\\\\" ends with a backslash that escapes nothing',
      false,
    ],
    [budget('"maxKeys": 1, "match": []'), 'b.json:3: match takes a glob or a list of globs, not an empty list', true],
    [budget('"maxKeys": 1, "match": 5'), 'b.json:3: match takes a glob like "user:*", not 5', true],
    [budget('"maxKeys": 1, "match": {}'), 'b.json:3: match takes a glob like "user:*", not an object', true],
    [
      budget('"maxKeys": 1,\n"regex": ["a",\n"b("]'),
      'b.json:5: regex "b(" is no regular expression: Unterminated group',
      false,
    ],
    [budget('"maxKeys": 1, "type": "hsah"'), 'b.json:3: no such type "hsah": did you mean "hash"?', true],
    [
      budget('"maxKeys": 1, "type": "x"'),
      'b.json:3: no such type "x" (string, list, set, zset, hash, stream, array, module)',
      true,
    ],
    [budget('"maxKeys": 1, "db": "0"'), 'b.json:3: db takes a whole number, not "0"', true],
    [budget('"maxKeys": 1, "maxKeys": 2'), 'b.json:3: "maxKeys" stands here twice', false],
    [
      '{"budgets": [{"name": "x", "maxKeys": 1},\n{"name": "x", "maxKeys": 2}]}',
      'b.json:2: there is a budget "x" already',
      false,
    ],
    [
      '{"budgets": [{"name": "unmatched", "maxKeys": 1}]}',
      'b.json:1: no budget can be called "unmatched": reports have that name for something else',
      false,
    ],
    ['{"budgets": [\n{"maxKeys": 1}]}', 'b.json:2: a budget has no "name"', true],
    ['{"budgets": [\n{"name": "", "maxKeys": 1}]}', 'b.json:2: name takes a text, not ""', true],
    ['{"budgets": {}}', 'b.json:1: budgets is a list, not an object', true],
    ['{"budgets": [1]}', 'b.json:1: a budget is an object, not 1', true],
    ['[]', 'b.json:1: the file is an object, not a list', true],
    ['{}', 'b.json:1: there is no budget in this file', false],
    ['{"unmatched": "warn"}', 'b.json:1: unmatched is "error" or an object of limits, not "warn"', true],
    [
      '{"unmatched": {"level": "warn"}}',
      'b.json:1: unmatched has no limit (maxBytes, maxKeys, maxGrowth, maxBytesPerKey, maxElements, requireTtl, maxTtl)',
      false,
    ],
    [
      '{"unmatched": "error", "ignore": [{"match": "a", "until": "1.1.2027"}]}',
      'b.json:1: until takes a day like "2027-01-31", not "1.1.2027"',
      true,
    ],
    [
      '{"unmatched": "error", "ignore": [{"match": "a", "until": "2027-02-30"}]}',
      'b.json:1: until takes a day like "2027-01-31", not "2027-02-30"',
      false,
    ],
    ['{"unmatched": "error", "ignore": [{"match": "a"}]}', 'b.json:1: an ignore has no "until"', true],
  ])('%s', (text, message, inSchema) => {
    expect(() => parseBudgets(text, 'b.json')).toThrow(expect.objectContaining({ message, code: 'BUDGET' }));
    expect(validate(JSON.parse(text))).toBe(!inSchema);
  });

  test.each([
    ['', 'b.json:1: a value is missing'],
    ['{"budgets": [}', 'b.json:1: a value is missing'],
    ['{\n"budgets": []\n"unmatched": "error"}', 'b.json:3: a comma is missing'],
    ['{\n"budgets" []}', 'b.json:2: a colon is missing'],
    ['{budgets: []}', 'b.json:1: this is no JSON value'],
    ['{"budgets": []', 'b.json:1: a closing } is missing'],
    ['{"budgets": []} x', 'b.json:1: this is no JSON value'],
  ])('no JSON: %j', (text, message) => {
    expect(() => parseBudgets(text, 'b.json')).toThrow(expect.objectContaining({ message }));
  });
});
