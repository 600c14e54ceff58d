/** What the RDB versions 10 to 16 brought, version by version, and what comes after. Source: rdb-format.md 1.2, 3. */
import {
  aux,
  bytes,
  classSpec,
  expireAtMs,
  f64le,
  hex,
  integerString,
  key,
  length,
  listpack,
  module,
  OPCODE,
  resizeDb,
  string,
  time,
  u64le,
} from '../rdb-bytes.ts';
import { HandMadeFile, moduleText, type Finished } from './hand-made-file.ts';
import { emptyStream, emptyStreamText, stream, streamText } from './stream.ts';

/** 2100-01-01. */
const FUTURE = 4102444800000;

function version10(): Finished {
  const old = "redis.register_function('f', function() end)";
  const code = `#!lua name=lib\n${old}`;
  return new HandMadeFile('redis-10', 'REDIS0010')
    .aux('redis-ver', '7.0.15', aux('redis-ver', '7.0.15'))
    .aux('aof-base', '1', aux('aof-base', integerString(1)))
    .record(
      'function',
      `"engine":"lua","name":"lib","code":${JSON.stringify(code)}`,
      bytes(OPCODE.FUNCTION2, string(code)),
    )
    .record(
      'function',
      `"engine":"LUA","name":"rc","description":"said","code":${JSON.stringify(old)}`,
      bytes(OPCODE.FUNCTION_PRE_GA, string('rc'), string('LUA'), 1, string('said'), string(old)),
    )
    .record(
      'function',
      `"engine":"LUA","name":"bare","code":${JSON.stringify(old)}`,
      bytes(OPCODE.FUNCTION_PRE_GA, string('bare'), string('LUA'), 0, string(old)),
    )
    .selectDb(0)
    .key(
      'hash',
      '"type":"hash","encoding":"listpack","value":{"f":"v","g":"-4096","h":"9223372036854775807"}',
      key(16, 'hash', string(listpack('f', 'v', 'g', -4096, 'h', 2n ** 63n - 1n))),
    )
    .key(
      'zset',
      '"type":"zset","encoding":"listpack","value":[["a",-3.25],["b",2],["c","inf"]]',
      key(17, 'zset', string(listpack('a', '-3.25', 'b', 2, 'c', 'inf'))),
    )
    .key(
      'list',
      `"type":"list","encoding":"quicklist2","value":["a","127","${'p'.repeat(70)}","${'q'.repeat(5000)}","b"]`,
      key(
        18,
        'list',
        3,
        2,
        string(listpack('a', 127, 'p'.repeat(70))),
        1,
        string('q'.repeat(5000)),
        2,
        string(listpack('b')),
      ),
    )
    .key(
      'stream',
      `"type":"stream","encoding":"stream-listpacks","value":${streamText(2)}`,
      key(19, 'stream', stream(2)),
    )
    .key(
      'no entries',
      `"type":"stream","encoding":"stream-listpacks","value":${emptyStreamText}`,
      key(19, 'no entries', emptyStream()),
    )
    .end();
}

function version11(): Finished {
  return new HandMadeFile('redis-11', 'REDIS0011')
    .aux('redis-ver', '7.2.6', aux('redis-ver', '7.2.6'))
    .selectDb(0)
    .key(
      'set',
      '"type":"set","encoding":"listpack","value":["a","128","32768","8388608"]',
      key(20, 'set', string(listpack('a', 128, 32768, 8388608))),
    )
    .key(
      'stream',
      `"type":"stream","encoding":"stream-listpacks","value":${streamText(3)}`,
      key(21, 'stream', stream(3)),
    )
    .end('zero');
}

/** Fields `a` at FUTURE, `b` 500 ms later, `c` never. */
function version12(): Finished {
  const value = '"value":{"a":"1","b":"2","c":"3"}';
  const times = `"fieldExpireAt":{"a":${FUTURE},"b":${FUTURE + 500}}`;
  const triples = listpack('a', '1', FUTURE, 'b', 2, FUTURE + 500, 'c', '3', 0);
  const rows = (...ttls: readonly number[]): Uint8Array =>
    bytes(3, ...['a', 'b', 'c'].map((field, i) => bytes(length(ttls[i] ?? 0), string(field), string(String(i + 1)))));
  return (
    new HandMadeFile('redis-12', 'REDIS0012')
      .aux('redis-ver', '7.4.1', aux('redis-ver', '7.4.1'))
      .record('slot-info', '"slot":16383,"keys":5,"expires":0', bytes(OPCODE.SLOT_INFO, length(16383), 5, 0))
      .selectDb(0)
      .key('22', `"type":"hash","encoding":"hashtable",${value},${times}`, key(22, '22', rows(FUTURE, FUTURE + 500, 0)))
      .key('23', `"type":"hash","encoding":"listpackex",${value},${times}`, key(23, '23', string(triples)))
      // Relative to the smallest: 1 is that one itself.
      .key('24', `"type":"hash","encoding":"hashtable",${value},${times}`, key(24, '24', time(FUTURE), rows(1, 501, 0)))
      .key(
        '25',
        `"type":"hash","encoding":"listpackex",${value},${times}`,
        key(25, '25', time(FUTURE), string(triples)),
      )
      .key(
        'none of 24',
        `"type":"hash","encoding":"hashtable",${value}`,
        key(24, 'none of 24', time(2 ** 48), rows(0, 0, 0)),
      )
      .key(
        'none of 25',
        '"type":"hash","encoding":"listpackex","value":{"a":"1"}',
        key(25, 'none of 25', time(0), string(listpack('a', 1, 0))),
      )
      .key(
        'not text',
        `"type":"hash","encoding":"listpackex","value":{"$pairs":[[{"$base64":"/w=="},"1"],["$a","2"]]},"fieldExpireAt":{"$pairs":[[{"$base64":"/w=="},${FUTURE}]]}`,
        key(25, 'not text', time(FUTURE), string(listpack(hex('81 ff'), 1, FUTURE, '$a', 2, 0))),
      )
      .end()
  );
}

function version13(): Finished {
  const kept = bytes(module.uint(42), module.string('abc'), module.end);
  const other = bytes(module.double(0.5), module.end);
  const text = (name: string, version: number, flags: number, payload: Uint8Array): string =>
    `{"class":"${name}","version":${version},"flags":${flags},"payload":${moduleText(name, version, payload)}}`;
  return new HandMadeFile('redis-13', 'REDIS0013')
    .aux('redis-ver', '8.6.3', aux('redis-ver', '8.6.3'))
    .aux('cluster-asm-task', '', aux('cluster-asm-task', ''))
    .selectDb(0)
    .key(
      'stream',
      `"type":"stream","encoding":"stream-listpacks","value":${streamText(4)}`,
      key(26, 'stream', stream(4)),
    )
    .key(
      'meta',
      `"type":"string","encoding":"raw","expireAt":${FUTURE},"idle":5,"meta":[${text('KMT1', 3, 1, kept)},${text('a_-9', 31, 0, other)}],"value":"v"`,
      bytes(expireAtMs(FUTURE), OPCODE.IDLE, 5),
      bytes(OPCODE.KEY_META, 2, classSpec('KMT1', 3, 1), kept, classSpec('a_-9', 31, 0), other),
      key(0, 'meta', string('v')),
    )
    .key(
      'no class',
      '"type":"string","encoding":"raw","value":"v"',
      OPCODE.KEY_META,
      0,
      key(0, 'no class', string('v')),
    )
    .end();
}

function version14(): Finished {
  const sds = 'longer than seven bytes';
  return new HandMadeFile('redis-14', 'REDIS0014')
    .aux('redis-ver', '8.8.0', aux('redis-ver', '8.8.0'))
    .selectDb(0)
    .key(
      'stream',
      `"type":"stream","encoding":"stream-listpacks","value":${streamText(5)}`,
      key(27, 'stream', stream(5)),
    )
    .key(
      'array',
      `"type":"array","encoding":"array","value":{"length":6,"items":[[0,"${sds}"],[1,42],[2,"1.5"],[3,"-0.0"],[1000000,"abc"],[18446744073709551614,""]]}`,
      key(28, 'array', 6, 0, 0, 0, string(sds), 1, 1, u64le(42n), 2, 2, f64le(1.5), 3, 2, f64le(-0)),
      bytes(length(1000000), 3, string('abc'), length(2n ** 64n - 2n), 3, string('')),
    )
    .key(
      'cursor',
      '"type":"array","encoding":"array","value":{"length":1,"insertIndex":49,"items":[[7,-9223372036854775808]]}',
      key(28, 'cursor', 1, 1, 49, 7, 1, u64le(-(2n ** 63n))),
    )
    .end();
}

/** Names ascend by length first. */
function version15(): Finished {
  const fields = ['', 'b', 'age', 'name'];
  const names = bytes(...fields.map(string));
  const value = (age: number): string => `"value":{"":"x","b":"","age":"${age}","name":"n"}`;
  const values = (age: number): Uint8Array => bytes(string('x'), string(''), integerString(age), string('n'));
  const packed = (id: number, age: number): Uint8Array => string(listpack(id, 'x', '', age, 'n'));
  const inListpack = '"type":"hash","encoding":"template-listpack"';
  const inStrings = '"type":"hash","encoding":"template-array"';
  return new HandMadeFile('redis-15', 'REDIS0015')
    .aux('redis-ver', '8.10.0', aux('redis-ver', '8.10.0'))
    .record(
      'hash-template',
      '"id":300,"fields":["","b","age","name"]',
      bytes(OPCODE.HASH_TEMPLATE, length(300), 4, names),
    )
    .record(
      'hash-template',
      '"id":4611686018427387904,"fields":["a"]',
      bytes(OPCODE.HASH_TEMPLATE, length(2n ** 62n), 1, string('a')),
    )
    .selectDb(0)
    .key(
      '29, names packed',
      `${inListpack},${value(1)}`,
      key(29, '29, names packed', 0, string(listpack(...fields)), packed(-1, 1)),
    )
    .key('29, names plain', `${inListpack},${value(2)}`, key(29, '29, names plain', 1, 4, names, packed(9, 2)))
    .key('30', `${inListpack},${value(3)}`, key(30, '30', packed(300, 3)))
    .key(
      '31, names packed',
      `${inStrings},${value(4)}`,
      key(31, '31, names packed', 0, string(listpack(...fields)), values(4)),
    )
    .key('31, names plain', `${inStrings},${value(5)}`, key(31, '31, names plain', 1, 4, names, values(5)))
    .key('32', `${inStrings},${value(6)}`, key(32, '32', length(300), values(6)))
    .key('32, large id', `${inStrings},"value":{"a":"v"}`, key(32, '32, large id', length(2n ** 62n), string('v')))
    .end();
}

function version16(): Finished {
  return new HandMadeFile('redis-16', 'REDIS0016')
    .aux('redis-ver', '8.12.0', aux('redis-ver', '8.12.0'))
    .selectDb(0)
    .record('resize-db', '"keys":2,"expires":1', resizeDb(2, 1))
    .key(
      'kept',
      `"type":"string","encoding":"int","expireAt":${FUTURE},"noEvict":true,"value":"1"`,
      bytes(expireAtMs(FUTURE), OPCODE.KEY_NOEVICT),
      key(0, 'kept', integerString(1)),
    )
    .key('plain', '"type":"string","encoding":"int","value":"2"', key(0, 'plain', integerString(2)))
    .end();
}

/** A version of the future, with nothing in it that is not known: read, and told at its end. */
function version17(): Finished {
  return new HandMadeFile('redis-17', 'REDIS0017')
    .selectDb(0)
    .key('k', '"type":"string","encoding":"raw","value":"v"', key(0, 'k', string('v')))
    .complains('warning VERSION', 'error UNSUPPORTED')
    .end();
}

/** Type 33: a number nobody's build writes. */
function gcra(): Finished {
  return new HandMadeFile('redis-15-gcra', 'REDIS0015')
    .selectDb(0)
    .key('before', '"type":"string","encoding":"raw","value":"v"', key(0, 'before', string('v')))
    .silent(key(33, 'limit', length(1700000000000000)))
    .silent(key(0, 'after', string('v')))
    .refused('UNSUPPORTED');
}

export const redis10to17 = (): Finished[] => [
  version10(),
  version11(),
  version12(),
  version13(),
  version14(),
  version15(),
  version16(),
  version17(),
  gcra(),
];
