import { expect, test } from 'vitest';
import { CsvFormatter } from '../../src/formatters/csv.ts';
import { Feed, type Text } from './feed.ts';
import { printFile } from './print-file.ts';
import { feedAllTypes } from './values.ts';

const create = (out: ConstructorParameters<typeof CsvFormatter>[0]): CsvFormatter => new CsvFormatter(out);
const HEADER = 'db,key,type,encoding,expire_at,size_bytes,elements,value';

function rows(text: string): string[] {
  expect(text.startsWith(`${HEADER}\r\n`)).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  return text.slice(HEADER.length + 2, -2).split('\r\n');
}

/** The slices of a string that is too long to come whole. */
function sliced(...slices: Text[]): string {
  const feed = new Feed(create);
  feed.entry({ key: 'k' }, (sink) => {
    for (const [i, slice] of slices.entries()) sink.string(...feed.span(slice), i === slices.length - 1);
  });
  return rows(feed.text())[0] ?? '';
}

test('a file', async () => {
  expect(rows(await printFile(create))).toEqual([
    '0,a,string,raw,,6,,hello',
    '0,n,string,int,,2,,-5',
    '0,\x1b[31m,string,raw,1613600000000,2,,x',
    '0,l,list,linkedlist,,5,2,',
  ]);
});

test('each type', () => {
  const feed = new Feed(create);
  feedAllTypes(feed);
  expect(rows(feed.text())).toEqual([
    '0,l,list,quicklist2,,10,3,',
    '0,s,set,hashtable,,10,1,',
    '0,z,zset,skiplist,,10,3,',
    '0,h,hash,listpackex,1700273600000,10,3,',
    '0,x,stream,stream-listpacks,,2048,1,',
    '0,m,ReJSON-RL,module2,,10,,',
    '0,arr,array,array,,10,2,',
    '0,ph,path-hash,path-hash,,10,2,',
    '0,cr,cron,cron,,10,,',
  ]);
});

test.each([
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'a"b', '"a""b"'],
  ['a line end', 'a\nb', '"a\nb"'],
  ['a carriage return', 'a\rb', '"a\rb"'],
  ['quotes and text', '"é"', '"""é"""'],
  ['a formula', '=1+2', '=1+2'],
  ['spaces', ' a ', ' a '],
  ['nothing', '', ''],
  ['text', '鍵', '鍵'],
  ['a right-to-left override', 'a\u202e', 'a\u202e'],
  ['bytes that are no UTF-8', Buffer.from('ff00', 'hex'), 'base64:/wA='],
  ['our own mark', 'base64:x', 'base64:YmFzZTY0Ong='],
])('%s', (_name, bytes, field) => {
  const feed = new Feed(create);
  feed.string(bytes, bytes);
  expect(rows(feed.text())[0]).toBe(`0,${field},string,raw,,10,,${field}`);
});

test('a string in slices', () => {
  expect(sliced('a"', 'b')).toBe('0,k,string,raw,,10,,"a""b"');
  expect(sliced(Buffer.from('61c3', 'hex'), Buffer.from('a962', 'hex'))).toBe('0,k,string,raw,,10,,"aéb"');
  expect(sliced(Buffer.from('61c3', 'hex'), Buffer.from('62', 'hex'))).toBe('0,k,string,raw,,10,,base64:YcNi');
  expect(sliced(Buffer.from('ff', 'hex'), 'a', 'bcd')).toBe('0,k,string,raw,,10,,base64:/2FiY2Q=');
  expect(sliced('base64:', 'a')).toBe('0,k,string,raw,,10,,base64:YmFzZTY0OmE=');
});

test('long fields', () => {
  const feed = new Feed(create);
  const text = '"'.repeat(100_000);
  const bytes = Buffer.alloc(100_000, 0xff);
  feed.string('k', text);
  feed.string('b', bytes);
  expect(rows(feed.text())).toEqual([
    `0,k,string,raw,,10,,"${text}${text}"`,
    `0,b,string,raw,,10,,base64:${bytes.toString('base64')}`,
  ]);
});

test('a damaged file leaves the whole rows', () => {
  const feed = new Feed(create);
  feed.string('a', 'b');
  feed.begin('c');
  feed.sink.abandon();
  expect(rows(feed.text())).toEqual(['0,a,string,raw,,10,,b']);
});
