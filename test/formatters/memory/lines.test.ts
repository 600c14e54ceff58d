/** CSV and NDJSON of sizes, a line a key. */
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { SizeCsv } from '../../../src/formatters/memory/csv.ts';
import { SizeJson } from '../../../src/formatters/memory/ndjson.ts';
import { SizeFeed } from './size-feed.ts';

const HEADER =
  'database,type,key,size_in_bytes,encoding,num_elements,len_largest_element,expiry,idle_seconds,freq,expire_at_ms';

function print(make: typeof SizeCsv | typeof SizeJson, play: (feed: SizeFeed) => void, source?: string): string[] {
  const parts: Buffer[] = [];
  const sink = new make(new ByteWriter((bytes) => parts.push(Buffer.from(bytes))));
  if (source !== undefined) sink.from(source);
  play(new SizeFeed(sink));
  sink.finish();
  const text = Buffer.concat(parts).toString();
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function play(feed: SizeFeed): void {
  feed.strings(
    0,
    { key: 'a', encoding: 'int', length: 3, bytes: 48 },
    { key: 'b,c', encoding: 'raw', length: 100, bytes: 184, expireAtMs: 1893456000007 },
  );
  feed.key('h', { type: 'hash', encoding: 'listpack', bytes: 120, elements: 3, largest: 7, expireAtMs: 1893456000000 });
  feed.key('z', {
    db: 2,
    type: 'zset',
    encoding: 'skiplist',
    bytes: 9000,
    elements: 200,
    largest: 12,
    idleSeconds: 60,
  });
  feed.key('s', { encoding: 'embstr', largest: 5, freq: 0 });
  feed.key('m', { type: 'ReJSON-RL', encoding: 'raw', bytes: 500 });
  feed.key(Buffer.of(0xff), { type: 'list', encoding: 'quicklist', bytes: 200, elements: 1, largest: 0 });
}

describe('csv', () => {
  test('the columns that scripts know, and ours behind them', () => {
    expect(print(SizeCsv, play)).toEqual([
      HEADER,
      '0,string,a,48,int,3,3,,,,',
      '0,string,"b,c",184,raw,100,100,2030-01-01T00:00:00.007000,,,1893456000007',
      '0,hash,h,120,listpack,3,7,2030-01-01T00:00:00,,,1893456000000',
      '2,zset,z,9000,skiplist,200,12,,60,,',
      '0,string,s,64,embstr,5,5,,,0,',
      '0,ReJSON-RL,m,500,raw,,,,,,',
      '0,list,base64:/w==,200,quicklist,1,0,,,,',
    ]);
  });

  test('several inputs: one column more', () => {
    const lines = print(SizeCsv, (feed) => feed.key('k', { largest: 1 }), 'a "b",c.rdb');
    expect(lines).toEqual([`${HEADER},source`, '0,string,k,64,raw,1,1,,,,,"a ""b"",c.rdb"']);
  });

  test('no keys: the header', () => {
    expect(print(SizeCsv, () => {})).toEqual([HEADER]);
  });
});

describe('ndjson', () => {
  test('what is absent is left out', () => {
    expect(print(SizeJson, play)).toEqual([
      '{"db":0,"key":"a","type":"string","encoding":"int","bytes":48,"largest":3}',
      '{"db":0,"key":"b,c","type":"string","encoding":"raw","bytes":184,"largest":100,"expireAt":1893456000007}',
      '{"db":0,"key":"h","type":"hash","encoding":"listpack","bytes":120,"elements":3,"largest":7,"expireAt":1893456000000}',
      '{"db":2,"key":"z","type":"zset","encoding":"skiplist","bytes":9000,"elements":200,"largest":12,"idle":60}',
      '{"db":0,"key":"s","type":"string","encoding":"embstr","bytes":64,"largest":5,"freq":0}',
      '{"db":0,"key":"m","type":"ReJSON-RL","encoding":"raw","bytes":500}',
      '{"db":0,"key":{"$base64":"/w=="},"type":"list","encoding":"quicklist","bytes":200,"elements":1,"largest":0}',
    ]);
  });

  test('several inputs', () => {
    const lines = print(SizeJson, (feed) => feed.key('k', { largest: 1 }), 'a "b".rdb');
    expect(lines).toEqual([
      '{"db":0,"key":"k","type":"string","encoding":"raw","bytes":64,"largest":1,"source":"a \\"b\\".rdb"}',
    ]);
  });
});

describe.each([
  ['csv', SizeCsv],
  ['ndjson', SizeJson],
] as const)('%s: what does not fit the output at once', (_name, make) => {
  test('long keys', () => {
    const long = 'k'.repeat(300_000);
    const lines = print(make, (feed) => feed.key(long, { largest: 1 }));
    expect(lines.at(-1)).toContain(long);
    expect(lines.at(-1)).toContain('64');
  });

  test('many keys', () => {
    const lines = print(make, (feed) => {
      for (let n = 0; n < 20; n++) {
        const keys = Array.from({ length: 100 }, (_, i) => ({
          key: `${'"'.repeat(100 * (i % 10))}${100 * n + i}`,
          encoding: 'raw' as const,
          length: i,
          bytes: i,
        }));
        feed.strings(0, ...keys);
      }
    });
    const keys = lines.filter((line) => line !== HEADER).map((line) => /"?(\d+)",|string,(\d+),/.exec(line));
    expect(keys.map((found) => found?.[1] ?? found?.[2])).toEqual(Array.from({ length: 2000 }, (_, i) => String(i)));
  });
});
