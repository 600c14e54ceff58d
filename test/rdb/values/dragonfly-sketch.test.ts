/** Dragonfly's own values, 30 and 33–37, in whole files, as JSON. */
import { describe, expect, test } from 'vitest';
import { RdbToolError } from '../../../src/errors.ts';
import { printJson, type PrintOptions } from '../../print-json.ts';

const HEAD = `${hexOf('REDIS0009')} fa 06 ${hexOf('df-ver')} 03 ${hexOf('1.0')}`;
const HALF = '000000000000e03f';
const TWO = '0000000000000040';

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

async function print(hex: string, options: PrintOptions = {}): Promise<string> {
  const bytes = Buffer.from(`${HEAD} ${hex} ff 0000000000000000`.replaceAll(/\s/g, ''), 'hex');
  return printJson(bytes, { noModuleBytes: true, ...options });
}

const SBF = `21 01 6b  00 ${TWO} ${HALF} 03 02 4064  02  07 04 aaaaaaaa  08 02 bbbb`;
const SBF2 = `22 01 6b  00 ${TWO} ${HALF} 03 02 4064  02  07 06 04 aaaaaaaa 02 bbbb  08 00`;
const CMS = `23 01 6b  02 01 05  ${'01'.repeat(16)}`;
const TOPK = `24 01 6b  00 02 08 07 ${HALF}  02 01 61 05 c001 4400  08 ${'00'.repeat(8)}`;
const CUCKOO = '25 01 6b  02 14 01 10 05 01  01 03 02 aaaa 01 bb';

describe('a value that its reader knows', () => {
  test.each([
    [
      'SBF',
      SBF,
      '{"$module":"MBbloom--","version":0,"items":5,"capacity":100,"growth":2,"error":0.5,"filters":[{"hashes":7,"sizeBytes":4},{"hashes":8,"sizeBytes":2}]}',
    ],
    [
      'SBF2',
      SBF2,
      '{"$module":"MBbloom--","version":0,"items":5,"capacity":100,"growth":2,"error":0.5,"filters":[{"hashes":7,"sizeBytes":6},{"hashes":8,"sizeBytes":0}]}',
    ],
    ['CMS', CMS, '{"$module":"CMSk-TYPE","version":0,"width":2,"depth":1,"count":5}'],
    [
      'TOPK',
      TOPK,
      '{"$module":"TopK-TYPE","version":0,"k":2,"width":8,"depth":7,"decay":0.5,"items":[["a",5],["1",1024]]}',
    ],
    [
      'CUCKOO',
      CUCKOO,
      '{"$module":"MBbloomCF","version":0,"items":5,"deletes":1,"buckets":16,"bucketSize":2,"maxIterations":20,"expansion":1,"filters":[{"sizeBytes":3}]}',
    ],
  ])('%s', async (encoding, hex, value) => {
    const { $module: type } = JSON.parse(value);
    const want = `{"db":0,"key":"k","type":"${type}","encoding":"${encoding}","value":${value}}\n`;
    expect(await print(hex)).toBe(want);
    expect(await print(hex, { piece: 1 })).toBe(want);
    // The bytes are those after the key.
    const bytes = Buffer.from(hex.replaceAll(/\s/g, '').slice(6), 'hex').toString('base64');
    expect(await print(hex, { noModuleBytes: false })).toBe(want.replace(/}}\n$/, `,"$base64":"${bytes}"}}\n`));
  });

  test('and the key after it', async () => {
    const lines = (await print(`${SBF} ${TOPK} 00 01 73 01 76`)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(['MBbloom--', 'TopK-TYPE', 'string']);
  });
});

describe('JSON', () => {
  const value = (text: string): string => `1e 01 6b ${Buffer.of(text.length).toString('hex')} ${hexOf(text)}`;

  test('shows as the value of the module whose name TYPE answers', async () => {
    expect(await print(value('{"a": [1]}'))).toBe(
      '{"db":0,"key":"k","type":"ReJSON-RL","encoding":"json","value":{"$module":"ReJSON-RL","version":3,"json":{"a": [1]}}}\n',
    );
  });

  test('its bytes are those of RedisJSON: STRING, the text, EOF', async () => {
    const { value: shown } = JSON.parse(await print(value('[1]'), { noModuleBytes: false, piece: 1 }));
    expect(shown).toEqual({
      $module: 'ReJSON-RL',
      version: 3,
      json: [1],
      $base64: Buffer.from('05035b315d00', 'hex').toString('base64'),
    });
  });

  test('a text that is none is shown as its bytes', async () => {
    const { value: shown } = JSON.parse(await print(value('[1')));
    expect(shown).toEqual({
      $module: 'ReJSON-RL',
      version: 3,
      $base64: Buffer.from('05025b3100', 'hex').toString('base64'),
    });
  });
});

test.each([
  ['options', 'SBF', SBF.replace('6b  00', '6b  01'), 'MODULE', 'no such options 1 of a SBF value'],
  [
    'more filters than bytes',
    'SBF',
    SBF.replace('4064  02', '4064  80ffffffff'),
    'COUNT',
    '4294967295 filters declared',
  ],
  [
    'a chunk beyond its filter',
    'SBF2',
    SBF2.replace('07 06', '07 05'),
    'MODULE',
    'a chunk of 2 bytes where 1 are left of 5',
  ],
  ['a chunk of nothing', 'SBF2', SBF2.replace('02 bbbb', '00'), 'MODULE', 'a chunk of 0 bytes where 2 are left of 6'],
  [
    'more counters than bytes',
    'CMS',
    CMS.replace('02 01 05', '80ffffffff 80ffffffff 05'),
    'COUNT',
    'bytes of counters declared',
  ],
  ['more items than bytes', 'TOPK', TOPK.replace(`${HALF}  02`, `${HALF}  7fff`), 'COUNT', '16383 items declared'],
  ['half a counter', 'TOPK', TOPK.replace(/08 0{16}$/, '03 000000'), 'MODULE', '3 bytes of counters of 4'],
  ['more filters than bytes', 'CUCKOO', CUCKOO.replace('01  01', '01  7fff'), 'COUNT', '16383 filters declared'],
])('%s, %s', async (_name, _type, hex, code, words) => {
  const error: unknown = await print(hex).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RdbToolError);
  expect(error).toMatchObject({ code });
  expect(String(error)).toContain(words);
});
