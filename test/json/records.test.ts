/** Records of record-schema.md, however they are written, and what is wrong with those that are none. */
import { describe, expect, test } from 'vitest';
import { print, textSource } from './print.ts';

/** What a key record is printed as again; the rest of it is taken from `value` and what stands beside it. */
async function again(text: string, latin1 = false): Promise<string> {
  const { text: printed, error } = await print(textSource(text), {}, { latin1 });
  if (error !== undefined) throw error;
  return printed;
}

const key = (type: string, encoding: string, value: string, rest = ''): string =>
  `{"db":0,"key":"k","type":"${type}","encoding":"${encoding}"${rest},"value":${value}}\n`;

/** Printed as they are read. */
test.each<readonly [string, string]>([
  ['a string', key('string', 'raw', '"a\\u0000\\"\\\\\\n é \u{1f600}"')],
  ['a string of bytes', key('string', 'lzf', '{"$base64":"/w=="}')],
  ['an empty list', key('list', 'quicklist2', '[]')],
  ['a list', key('list', 'quicklist2', '["a",{"$base64":"gA=="},""]')],
  ['a set', key('set', 'intset', '["1","2"]')],
  [
    'member expiries',
    `{"db":0,"key":"k","type":"set","encoding":"hashtable","value":["a"],"memberExpireAt":{"a":4102444800000}}\n`,
  ],
  [
    'scores',
    key(
      'zset',
      'skiplist',
      '[["a",1.5],["b","inf"],["c","-inf"],["d","nan"],["e",-0],["f",5e-324],["g",1e+21],["h",0.1]]',
    ),
  ],
  ['a score of many digits', key('zset', 'skiplist', '[["a",9007199254740993000],["b",0.30000000000000004]]')],
  ['a hash', key('hash', 'listpack', '{"a":"1","10":"x","9":"y","__proto__":"z"}')],
  ['a hash of bytes', key('hash', 'hashtable', '{"$pairs":[["$a","1"],[{"$base64":"/w=="},"2"]]}')],
  [
    'field expiries',
    `${key('hash', 'listpackex', '{"a":"1","b":"2"}').slice(0, -2)},"fieldExpireAt":{"b":4102444800000}}\n`,
  ],
  [
    'field expiries of bytes',
    `${key('hash', 'listpackex', '{"$pairs":[["$a","1"],["b","2"]]}').slice(0, -2)},"fieldExpireAt":{"$pairs":[["$a",1]]}}\n`,
  ],
  [
    'a stream',
    key(
      'stream',
      'stream-listpacks',
      '{"entries":[{"id":"1-18446744073709551615","fields":[["a","b"],["a","c"]]}],"length":1,"lastId":"18446744073709551615-0","firstId":"1-1","maxDeletedId":"0-0","entriesAdded":18446744073709551615,"groups":[{"name":"g","lastId":"0-0","entriesRead":-2,"pending":[{"id":"1-1","consumer":"c","deliveredAt":1700000000000,"deliveries":1},{"id":"2-0","deliveredAt":-1,"deliveries":18446744073709551615}],"consumers":[{"name":"c","seenAt":1,"activeAt":2}],"nacked":["2-0"]}],"idmp":{"duration":100,"maxEntries":1,"producers":[{"id":"p","entries":[{"iid":"i","id":"1-1"}]}],"added":1,"duplicates":0}}',
    ),
  ],
  ['an empty stream', key('stream', 'stream-listpacks', '{"entries":[],"length":0,"lastId":"0-0","groups":[]}')],
  [
    'an array',
    key(
      'array',
      'array',
      '{"length":4,"insertIndex":18446744073709551614,"items":[[0,-9223372036854775808],[5,"2.5"],[9007199254740993,7],[18446744073709551614,{"$base64":"/w=="}]]}',
    ),
  ],
  ['a path hash', key('path-hash', 'path-hash', '[["/a",[["f","v"],["g","w"]]],["/b",[]]]')],
  [
    'a cron job',
    key(
      'cron',
      'cron',
      '{"script":"return 1","start":-9223372036854775808,"interval":9007199254740993,"keys":["a"],"args":[]}',
    ),
  ],
  ['a module', key('test-type', 'module', '{"$module":"test-type","version":3,"$base64":"AgUA"}')],
  [
    'everything before a value',
    key(
      'string',
      'int',
      '"1"',
      ',"expireAt":9223372036854775807,"idle":12,"freq":255,"noEvict":true,"mvcc":"123","meta":[{"class":"abcd","version":1,"flags":2,"payload":{"$module":"abcd","version":1,"$base64":"AA=="}}]',
    ),
  ],
  ['an expiry before 1970', key('string', 'int', '"1"', ',"expireAt":-5')],
  ['no records', ' '],
])('%s', async (_name, text) => {
  expect(await again(text === ' ' ? '[ ]' : text)).toBe(text.trim() === '' ? '' : text);
});

test.each<readonly [string, string, string]>([
  [
    'any order and white space',
    ' {"value" : "v",\n\t"encoding":"raw", "type":"string","key":"k", "db":0 }\r\n\n',
    key('string', 'raw', '"v"'),
  ],
  [
    'escapes that need not be',
    '{"d\\u0062":0,"key":"\\u006b","type":"string","encoding":"raw","value":"\\/\\u00e9\\ud83d\\uDE00"}',
    key('string', 'raw', '"/é\u{1f600}"'),
  ],
  [
    'an array, laid out',
    `[\n  ${key('string', 'raw', '"v"')},\n${key('string', 'raw', '"w"')}]`,
    key('string', 'raw', '"v"') + key('string', 'raw', '"w"'),
  ],
  ['one after another in a line', key('string', 'raw', '"v"').trim().repeat(2), key('string', 'raw', '"v"').repeat(2)],
  ['no database, no encoding', '{"key":"k","type":"hash","value":{"a":"b"}}', key('hash', 'hashtable', '{"a":"b"}')],
  [
    'a score with an exponent',
    key('zset', 'skiplist', '[["a",1E3],["b",100.0]]'),
    key('zset', 'skiplist', '[["a",1000],["b",100]]'),
  ],
  [
    'fields in any order',
    key(
      'stream',
      'stream-listpacks',
      '{"groups":[],"lastId":"1-0","length":1,"entries":[{"fields":[["a","b"]],"id":"1-0"}]}',
    ),
    key(
      'stream',
      'stream-listpacks',
      '{"entries":[{"id":"1-0","fields":[["a","b"]]}],"length":1,"lastId":"1-0","groups":[]}',
    ),
  ],
])('%s', async (_name, text, want) => {
  expect(await again(text)).toBe(want);
});

test('characters as bytes', async () => {
  const text = key('hash', 'listpack', '{"é\\u00ffÿ":"\\u00e9\\n"}');
  expect(await again(text, true)).toBe(key('hash', 'listpack', '{"$pairs":[[{"$base64":"6f//"},{"$base64":"6Qo="}]]}'));
});

const LINE = key('string', 'raw', '"v"');
const broken = (value: string, type = 'string'): string => LINE + key(type, 'raw', value);

describe('what is wrong', () => {
  test.each<readonly [string, string, string]>([
    ['no JSON', `${LINE}{"db":0,}`, 'line 2: not JSON: "}" is not expected here'],
    ['no record', `${LINE}"a"\n`, 'line 2: not JSON: "\\"a\\"\\n" is not expected here'],
    ['a control character', broken('"\t"'), 'line 2: not JSON: "\\t\\"}\\n" is not expected here'],
    ['no escape', broken('"\\x41"'), 'line 2: not JSON: "\\\\x41\\"}\\n" is not expected here'],
    ['a number with a zero in front', `${LINE}{"db":01}`, 'line 2: not JSON: "1}" is not expected here'],
    ['no number', `${LINE}{"db":-}`, 'line 2: not JSON: "-}" is not expected here'],
    ['a last line that is cut', LINE + LINE.slice(0, -9), 'line 2: the text ends within a record, or within its array'],
    ['an array that is cut', `[${LINE},`, 'line 2: the text ends within a record, or within its array'],
    ['something behind an array', `[${LINE}]${LINE}`, 'line 2: not JSON: "{\\"db\\":0,\\"k" is not expected here'],
    ['no comma in an array', `[${LINE}${LINE}]`, 'line 2: not JSON: "{\\"db\\":0,\\"k" is not expected here'],
    ['a name twice', `${LINE}{"db":0,"db":1}`, 'line 2: "db" stands twice'],
    ['a record of another kind', '{"record":"kye"}', 'line 1: no such record "kye"'],
    ['no key', '{"type":"string","value":""}', `line 1 / a key: a key record has no "key"`],
    [
      'a saved report',
      '{"schema":"rdb-tool/memory-report/1"}',
      'line 1 / a key: this is a report that was saved, and it has no keys: memory-report takes it with --merge or --baseline',
    ],
    ['no type', '{"key":"k","value":""}', `line 1 / key "k": a key record has no "type"`],
    [
      'no value',
      LINE.replace(',"value":"v"', ''),
      'line 1 / key "k": the record has no value: it was printed with --keys-only',
    ],
    ['another type', broken('"v"', 'sting'), 'line 2 / key "k": the value of a module is to be an object'],
    ['an object of another type', broken('{}', 'sting'), 'line 2 / key "k": no such type "sting"'],
    ['a string that is a number', broken('1'), 'line 2 / key "k": a string is to be a string or {"$base64":"…"}'],
    ['a member twice', broken('["1","2","1"]', 'set'), 'line 2 / key "k": member "1" stands twice'],
    ['a scored member twice', broken('[["m",1],["m",2]]', 'zset'), 'line 2 / key "k": member "m" stands twice'],
    ['a field twice', broken('{"f":"v","f":"w"}', 'hash'), 'line 2 / key "k": field "f" stands twice'],
    ['no base64', broken('{"$base64":"a"}'), 'line 2 / key "k": a string is no base64'],
    [
      'something beside base64',
      broken('{"$base64":"","a":1}'),
      'line 2 / key "k": a string is to be a string or {"$base64":"…"}',
    ],
    ['half a surrogate pair', broken('"\\ud83d"'), 'line 2 / key "k": half of a surrogate pair stands for no bytes'],
    ['a list that is an object', broken('{}', 'list'), 'line 2 / key "k": a list is to be an array'],
    ['a member without a score', broken('[["a"]]', 'zset'), 'line 2 / key "k": a member is to be an array of two'],
    [
      'a score in words',
      broken('[["a","much"]]', 'zset'),
      'line 2 / key "k": a score is to be a number, "inf", "-inf" or "nan"',
    ],
    [
      'a field that begins with $',
      broken('{"$a":"1"}', 'hash'),
      'line 2 / key "k": names that begin with $ stand in $pairs',
    ],
    [
      'an expiry of no field',
      `${key('hash', 'raw', '{"a":"1"}').trim().slice(0, -1)},"fieldExpireAt":{"b":1}}`,
      'line 1 / key "k": fieldExpireAt names a field that is not in the hash',
    ],
    [
      'an expiry that is text',
      LINE.replace('"value"', '"expireAt":"soon","value"'),
      'line 1 / key "k": expireAt is to be a number',
    ],
    [
      'an expiry with a fraction',
      LINE.replace('"value"', '"expireAt":1.5,"value"'),
      'line 1 / key "k": expireAt is to be an integer',
    ],
    [
      'an expiry of more than 64 bits',
      LINE.replace('"value"', '"expireAt":9223372036854775808,"value"'),
      'line 1 / key "k": expireAt is out of range',
    ],
    [
      'entries out of order',
      broken('{"entries":[{"id":"2-0","fields":[]},{"id":"1-0","fields":[]}]}', 'stream'),
      'line 2 / key "k" / entries 1: stream entries out of order',
    ],
    [
      'no stream id',
      broken('{"entries":[{"id":"2","fields":[]}]}', 'stream'),
      'line 2 / key "k" / entries 0: id is to be a stream id',
    ],
    [
      'a consumer of another group',
      broken(
        '{"entries":[],"length":0,"lastId":"0-0","groups":[{"name":"g","lastId":"0-0","pending":[{"id":"1-0","consumer":"c","deliveredAt":1,"deliveries":1}],"consumers":[]}]}',
        'stream',
      ),
      'line 2 / key "k" / groups 0 / pending 0: a pending entry of a consumer that is not in the group',
    ],
    [
      'an array of another length',
      broken('{"length":2,"items":[[0,"a"]]}', 'array'),
      'line 2 / key "k": an array of length 2 with 1 items',
    ],
    [
      'a module without its bytes',
      broken('{"$module":"ReJSON-RL","version":3,"json":{}}', 'ReJSON-RL'),
      'line 2 / key "k": the module value has no bytes ($base64): it was printed with --no-module-bytes',
    ],
    [
      'a module whose bytes are not whole',
      broken('{"$module":"test-type","version":3,"$base64":"AgU="}', 'test-type'),
      'line 2 / key "k": the bytes of the module value are not whole',
    ],
    ['not UTF-8', `${LINE.slice(0, -4)}\xff"}\n`, 'line 1: not UTF-8'],
    [
      'a record that is not whole',
      LINE.replace('}\n', ',"incomplete":true}\n'),
      'line 1: the record says that it is not whole',
    ],
    [
      'a command',
      '{"record":"command","offset":0,"db":0,"args":["SET","a","b"]}',
      'line 1: a command, where keys are wanted: JSON of a log is not replayed',
    ],
  ])('%s', async (name, text, message) => {
    const { error } = await print(Buffer.from(text, name === 'not UTF-8' ? 'latin1' : 'utf8'));
    expect(error?.message.replace(/ \(byte \d+\)$/, '')).toBe(message);
  });

  test.each<readonly [string, string]>([
    ['what is no JSON', `${LINE}{"db":@,"key":"k"}`],
    ['what has another type', LINE.replace('"type":"string"', '"type":"string","idle":@"a"')],
    ['what is out of range', `${LINE}${LINE.replace('"value"', '"expireAt":@9223372036854775808,"value"')}`],
    ['a record of another kind', `${LINE}\n{"record":@"keys"}`],
  ])('its offset is that of %s', async (_name, marked) => {
    const { error } = await print(textSource(marked.replace('@', '')));
    expect(error).toMatchObject({ offset: marked.indexOf('@'), code: 'JSON' });
  });

  test('its line is known however far in it is', async () => {
    const { error } = await print(textSource(`${LINE.repeat(20_000)}\n{}`, 4096));
    expect(error?.message).toMatch(/^line 20002 \/ a key: a key record has no "type"/);
  });
});
