/** What the RDB versions 1 to 9 brought, version by version. Source: rdb-format.md 1.2. */
import {
  aux,
  bytes,
  expireAtMs,
  expireAtSeconds,
  f64le,
  integerString,
  intset,
  key,
  length,
  lzfRun,
  module,
  moduleId,
  OPCODE,
  resizeDb,
  SCORES,
  string,
  textScore,
  u64be,
  ziplist,
  zipmap,
} from '../rdb-bytes.ts';
import { HandMadeFile, moduleText, type Finished } from './hand-made-file.ts';
import { stream, streamText } from './stream.ts';

/** 2100-01-01. */
const FUTURE = 4102444800000;

function version1(): Finished {
  return new HandMadeFile('redis-01', 'REDIS0001')
    .selectDb(0)
    .key('raw', '"type":"string","encoding":"raw","value":"text"', key(0, 'raw', string('text')))
    .key('', '"type":"string","encoding":"raw","value":""', key(0, '', string('')))
    .key('int8', '"type":"string","encoding":"int","value":"-128"', key(0, 'int8', integerString(-128)))
    .key('int16', '"type":"string","encoding":"int","value":"-32768"', key(0, 'int16', integerString(-32768)))
    .key('int32', '"type":"string","encoding":"int","value":"-2147483648"', key(0, 'int32', integerString(-2147483648)))
    .key('lzf', `"type":"string","encoding":"lzf","value":"${'z'.repeat(300)}"`, key(0, 'lzf', lzfRun(0x7a, 300)))
    .key(
      '12',
      '"type":"string","encoding":"raw","value":"the key is an integer"',
      0,
      integerString(12),
      string('the key is an integer'),
    )
    .key(
      'list',
      '"type":"list","encoding":"linkedlist","value":["a","","7"]',
      key(1, 'list', 3, string('a'), string(''), integerString(7)),
    )
    .key(
      'set',
      '"type":"set","encoding":"hashtable","value":["a","300"]',
      key(2, 'set', 2, string('a'), integerString(300)),
    )
    .key(
      'zset',
      '"type":"zset","encoding":"skiplist","value":[["a","inf"],["b",1.5],["c",-0],["d","-inf"],["e",1e+300]]',
      key(3, 'zset', 5, string('a'), SCORES.PLUS_INF, string('b'), textScore('1.5'), string('c'), textScore('-0')),
      bytes(string('d'), SCORES.MINUS_INF, string('e'), textScore('1e300')),
    )
    .key(
      'hash',
      '"type":"hash","encoding":"hashtable","value":{"f":"v","1":""}',
      key(4, 'hash', 2, string('f'), string('v'), integerString(1), string('')),
    )
    .key(
      'expires',
      '"type":"string","encoding":"raw","expireAt":2147483647000,"value":"v"',
      expireAtSeconds(2147483647),
      key(0, 'expires', string('v')),
    )
    .selectDb(3)
    .key(
      'before 1970',
      '"type":"string","encoding":"raw","expireAt":-1000,"value":"v"',
      expireAtSeconds(-1),
      key(0, 'before 1970', string('v')),
    )
    .end('absent');
}

function version2(): Finished {
  return new HandMadeFile('redis-02', 'REDIS0002')
    .selectDb(0)
    .key(
      'zipmap',
      `"type":"hash","encoding":"zipmap","value":{"foo":"bar","unused":"bytes","":"","long":"${'x'.repeat(254)}"}`,
      key(
        9,
        'zipmap',
        string(zipmap(['foo', 'bar', 0], ['unused', 'bytes', 3], ['', '', 0], ['long', 'x'.repeat(254), 1])),
      ),
    )
    .key(
      'list',
      `"type":"list","encoding":"ziplist","value":["a","${'b'.repeat(300)}","-5","70000"]`,
      key(10, 'list', string(ziplist('a', 'b'.repeat(300), '-5', 70000))),
    )
    .key(
      'intset',
      '"type":"set","encoding":"intset","value":["-70000","1","2"]',
      key(11, 'intset', string(intset(4, -70000, 1, 2))),
    )
    .key(
      'intset of 8',
      '"type":"set","encoding":"intset","value":["-9223372036854775808","9223372036854775807"]',
      key(11, 'intset of 8', string(intset(8, -(2n ** 63n), 2n ** 63n - 1n))),
    )
    .key(
      'zset',
      '"type":"zset","encoding":"ziplist","value":[["a","-inf"],["b",0.1],["c",3]]',
      key(12, 'zset', string(ziplist('a', '-inf', 'b', '0.10000000000000001', 'c', '3'))),
    )
    .key(
      'expires',
      '"type":"string","encoding":"raw","expireAt":4000,"value":"v"',
      expireAtSeconds(4),
      key(0, 'expires', string('v')),
    )
    .end('absent');
}

function version3(): Finished {
  return new HandMadeFile('redis-03', 'REDIS0003')
    .selectDb(0)
    .key(
      'ms',
      `"type":"string","encoding":"raw","expireAt":${FUTURE + 1},"value":"v"`,
      expireAtMs(FUTURE + 1),
      key(0, 'ms', string('v')),
    )
    .key(
      's',
      '"type":"string","encoding":"int","expireAt":2000,"value":"1"',
      expireAtSeconds(2),
      key(0, 's', integerString(1)),
    )
    .end('absent');
}

function version4(): Finished {
  return new HandMadeFile('redis-04', 'REDIS0004')
    .selectDb(0)
    .key(
      'hash',
      '"type":"hash","encoding":"ziplist","value":{"f":"v","g":"1000"}',
      key(13, 'hash', string(ziplist('f', 'v', 'g', '1000'))),
    )
    .key(
      'expires',
      '"type":"string","encoding":"raw","expireAt":5000,"value":"v"',
      expireAtSeconds(5),
      key(0, 'expires', string('v')),
    )
    .end('absent');
}

/** Before AUX fields: nothing but keys. */
function version5(): Finished {
  return new HandMadeFile('redis-05', 'REDIS0005')
    .selectDb(0)
    .key('k', '"type":"string","encoding":"raw","value":"v"', key(0, 'k', string('v')))
    .end();
}

function version6(): Finished {
  const integers = [
    0, 12, 13, 127, -128, 128, 32767, -32768, 32768, 8388607, -8388608, 8388608, -2147483648, 2147483648,
  ];
  return new HandMadeFile('redis-06', 'REDIS0006')
    .selectDb(0)
    .key(
      'integers',
      `"type":"list","encoding":"ziplist","value":[${integers.map((n) => `"${n}"`).join(',')},"-9223372036854775808"]`,
      key(10, 'integers', string(ziplist(...integers, -(2n ** 63n)))),
    )
    .end();
}

function version7(): Finished {
  return new HandMadeFile('redis-07', 'REDIS0007')
    .aux('redis-ver', '3.2.13', aux('redis-ver', '3.2.13'))
    .aux('redis-bits', '64', aux('redis-bits', integerString(64)))
    .aux('ctime', '1700000000', aux('ctime', integerString(1700000000)))
    .aux('used-mem', '500000', aux('used-mem', integerString(500000)))
    .selectDb(15)
    .record('resize-db', '"keys":2,"expires":1', resizeDb(2, 1))
    .key(
      'list',
      '"type":"list","encoding":"quicklist","value":["a","1","b"]',
      key(14, 'list', 3, string(ziplist('a', 1)), string(ziplist()), string(ziplist('b'))),
    )
    .key(
      'k',
      `"type":"string","encoding":"raw","expireAt":${FUTURE},"value":"v"`,
      expireAtMs(FUTURE),
      key(0, 'k', string('v')),
    )
    .end();
}

function version8(): Finished {
  const payload = bytes(
    module.uint(300),
    module.sint(-5n),
    module.float(0.5),
    module.double(-1.25),
    module.string('text'),
    module.end,
  );
  return new HandMadeFile('redis-08', 'REDIS0008')
    .aux('redis-ver', '4.0.14', aux('redis-ver', '4.0.14'))
    .aux('repl-stream-db', '-1', aux('repl-stream-db', integerString(-1)))
    .aux(
      'repl-id',
      '0123456789abcdef0123456789abcdef01234567',
      aux('repl-id', '0123456789abcdef0123456789abcdef01234567'),
    )
    .aux('repl-offset', '9007199254740993', aux('repl-offset', '9007199254740993'))
    .aux('aof-preamble', '0', aux('aof-preamble', integerString(0)))
    .aux('lua', "return 'a\nb'", aux('lua', "return 'a\nb'"))
    .selectDb(0)
    .key(
      'zset',
      '"type":"zset","encoding":"skiplist","value":[["a","inf"],["b",5e-324],["c",-0],["d","-inf"]]',
      key(
        5,
        'zset',
        4,
        string('a'),
        f64le(Infinity),
        string('b'),
        f64le(5e-324),
        string('c'),
        f64le(-0),
        string('d'),
        f64le(-Infinity),
      ),
    )
    .key(
      'wide',
      '"type":"list","encoding":"linkedlist","value":["a"]',
      key(1, 'wide', 0x81, u64be(1n), 0x80, 0, 0, 0, 1, 'a'),
    )
    .key(
      'module',
      `"type":"some-type","encoding":"module","value":${moduleText('some-type', 3, payload)}`,
      key(7, 'module', moduleId('some-type', 3), payload),
    )
    .end();
}

function version9(): Finished {
  const before = bytes(module.string('first'), module.end);
  const after = module.end;
  const moduleAux = (when: number, payload: Uint8Array): Uint8Array =>
    bytes(OPCODE.MODULE_AUX, moduleId('Some_Type', 1023), 2, when, payload);
  const text = (when: string, payload: Uint8Array): string =>
    `"module":"Some_Type","moduleVersion":1023,"when":"${when}","payload":${moduleText('Some_Type', 1023, payload)}`;
  return new HandMadeFile('redis-09', 'REDIS0009')
    .aux('redis-ver', '6.2.16', aux('redis-ver', '6.2.16'))
    .record('module-aux', text('before-keys', before), moduleAux(1, before))
    .selectDb(0)
    .key(
      'idle',
      '"type":"string","encoding":"raw","idle":16384,"value":"v"',
      OPCODE.IDLE,
      length(16384),
      key(0, 'idle', string('v')),
    )
    .key(
      'freq',
      '"type":"string","encoding":"raw","freq":255,"value":"v"',
      OPCODE.FREQ,
      255,
      key(0, 'freq', string('v')),
    )
    .key(
      'all',
      `"type":"string","encoding":"raw","expireAt":${FUTURE},"idle":3,"freq":0,"value":"v"`,
      expireAtMs(FUTURE),
      bytes(OPCODE.IDLE, 3, OPCODE.FREQ, 0),
      key(0, 'all', string('v')),
    )
    .key(
      'stream',
      `"type":"stream","encoding":"stream-listpacks","value":${streamText(1)}`,
      key(15, 'stream', stream(1)),
    )
    .record('module-aux', text('after-keys', after), moduleAux(2, after))
    .end();
}

export const redis1to9 = (): Finished[] => [
  version1(),
  version2(),
  version3(),
  version4(),
  version5(),
  version6(),
  version7(),
  version8(),
  version9(),
];
