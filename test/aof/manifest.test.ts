/** Manifests of multi-part logs: each rule kept and broken. Source: aof-replication-resp.md 1.2. */
import { describe, expect, test } from 'vitest';
import { formatManifest, parseManifest } from '../../src/aof/manifest.ts';
import { DecodeError } from '../../src/errors.ts';

const BASE = 'file appendonly.aof.2.base.rdb seq 2 type b\n';
const INCR = 'file appendonly.aof.2.incr.aof seq 2 type i\n';

function parse(text: string) {
  return parseManifest(Buffer.from(text, 'latin1'));
}

test('what a server of 8.6 writes', () => {
  const history = 'file appendonly.aof.1.incr.aof seq 1 type h startoffset 0 endoffset 26\n';
  expect(parse(BASE + history + 'file appendonly.aof.2.incr.aof seq 2 type i startoffset 26\n')).toEqual({
    base: { name: 'appendonly.aof.2.base.rdb', seq: 2, line: 1, offset: 0 },
    history: [{ name: 'appendonly.aof.1.incr.aof', seq: 1, line: 2, offset: 44, startOffset: 0, endOffset: 26 }],
    incr: [{ name: 'appendonly.aof.2.incr.aof', seq: 2, line: 3, offset: 115, startOffset: 26 }],
  });
});

test.each([
  ['plain', 'appendonly.aof.2.base.rdb', 'appendonly.aof.2.base.rdb'],
  ['a blank', 'my log.2.base.rdb', '"my log.2.base.rdb"'],
  ['quotes', `a"b'c`, `"a\\"b'c"`],
  ['no ASCII', 'é', '"\\xc3\\xa9"'],
])('a name is written as it is read: %s', (_what, name, written) => {
  const text = formatManifest({ base: { name, seq: 2 }, incr: [{ name: `${name}.i`, seq: 3 }] });
  expect(text.split('\n')[0]).toBe(`file ${written} seq 2 type b`);
  expect(parse(text)).toMatchObject({ base: { name, seq: 2 }, incr: [{ name: `${name}.i`, seq: 3 }] });
});

describe('let pass', () => {
  test.each([
    ['no base', INCR, [], ['appendonly.aof.2.incr.aof']],
    ['a base behind its increments', INCR + BASE, ['appendonly.aof.2.base.rdb'], ['appendonly.aof.2.incr.aof']],
    ['an old name', 'file appendonly.aof seq 1 type b\n', ['appendonly.aof'], []],
    ['gaps between numbers', 'file a seq 1 type i\nfile b seq 9 type i\n', [], ['a', 'b']],
    ['other keys', 'file a seq 1 type i colour red\n', [], ['a']],
    ['keys in any case and order', 'TYPE i Seq 1 FILE a\n', [], ['a']],
    ['more than a letter of the type', 'file a seq 1 type incremental\n', [], ['a']],
    ['a number that goes on as text', 'file a seq 1x type i\n', [], ['a']],
    ['comments', `# seq 0\n${INCR}#`, [], ['appendonly.aof.2.incr.aof']],
    ['CR LF and blanks', ' file\ta  seq 1 type i \r\n', [], ['a']],
    ['a name in double quotes', 'file "a b\\x41\\n\\"" seq 1 type i\n', [], ['a bA\n"']],
    ['a name in single quotes', "file 'a \\' b' seq 1 type i\n", [], ["a ' b"]],
    ['a name of UTF-8', 'file \xc3\xa9 seq 1 type i\n', [], ['é']],
  ])('%s', (_name, text, base, incr) => {
    const manifest = parse(text);
    expect([manifest.base].flatMap((file) => (file === undefined ? [] : [file.name]))).toEqual(base);
    expect(manifest.incr.map(({ name }) => name)).toEqual(incr);
  });
});

describe('refused', () => {
  test.each([
    ['nothing', '', 'the manifest is empty', 0],
    ['no line end', 'file a seq 1 type i', 'line 1: no line end: the last line needs one too', 0],
    ['a long line', `${BASE}file ${'a'.repeat(1100)} seq 1 type i\n`, 'line 2: more than 1024 bytes', 44],
    ['a blank line', `${BASE}\n`, 'line 2: a blank line', 44],
    ['a blank before #', ' # a comment\n', 'line 1: 3 words where pairs of key and value are expected', 0],
    ['two pairs', 'file a seq 1\n', 'line 1: 4 words where pairs of key and value are expected', 0],
    ['half a pair', 'file a seq 1 type i other\n', 'line 1: 7 words', 0],
    ['an open quote', 'file "a seq 1 type i\n', 'line 1: a quote that is not closed', 0],
    [
      'text behind a quote',
      'file "a"b seq 1 type i\n',
      'line 1: a quote that is not closed, or with text behind it',
      0,
    ],
    ['a zero byte', 'file a\0 seq 1 type i\n', 'line 1: a zero byte', 0],
    ['a path', 'file ../a seq 1 type i\n', 'line 1: "../a" is a path, not a name', 0],
    ['a backslash', "file 'a\\b' seq 1 type i\n", 'line 1: "a\\\\b" is a path, not a name', 0],
    ['no file', 'seq 1 type i other x\n', 'line 1: no file', 0],
    ['no seq', 'file a type i other x\n', 'line 1: no seq, or seq 0', 0],
    ['seq 0', 'file a seq 0 type i\n', 'line 1: no seq, or seq 0', 0],
    ['no type', 'file a seq 1 other x\n', 'line 1: no type', 0],
    ['another type', 'file a seq 1 type x\n', 'line 1: no such type "x": it is b, i or h', 0],
    ['two bases', `${BASE}${INCR}${BASE}`, 'line 3: a second base file', 88],
    ['numbers that fall', `${INCR}file a seq 1 type i\n`, 'line 2: seq 1 where more than 2 is expected', 44],
    ['a number twice', INCR + INCR, 'line 2: seq 2 where more than 2 is expected', 44],
    ['a number below 0', 'file a seq -1 type i\n', 'line 1: seq -1 where more than 0 is expected', 0],
  ])('%s', (_name, text, words, offset) => {
    let error: unknown;
    try {
      parse(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DecodeError);
    expect(error).toMatchObject({ code: 'MANIFEST', offset, message: expect.stringContaining(words) });
  });
});
