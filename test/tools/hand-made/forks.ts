/** What Valkey, KeyDB, Dragonfly and Redis Enterprise have of their own. Source: rdb-format.md 1.4, 3.8, 3.12, 3.15. */
import { aux, bytes, integerString, key, length, OPCODE, string, time } from '../rdb-bytes.ts';
import { HandMadeFile, type Finished } from './hand-made-file.ts';

/** 2100-01-01. */
const FUTURE = 4102444800000;

function valkey80(): Finished {
  const job = '0123456789abcdef0123456789abcdef01234567';
  return new HandMadeFile('valkey-80', 'VALKEY080', 'valkey')
    .aux('valkey-ver', '9.1.2', aux('valkey-ver', '9.1.2'))
    .record(
      'slot-import',
      `"job":"${job}","ranges":[[0,99],[16383,16383]]`,
      bytes(OPCODE.SLOT_IMPORT, string(job), 2, 0, length(99), length(16383), length(16383)),
    )
    .selectDb(0)
    .aux('slot-info', '5061,1,0,1', aux('slot-info', '5061,1,0,1'))
    .key(
      'hash',
      `"type":"hash","encoding":"hashtable","value":{"f":"v","g":"7"},"fieldExpireAt":{"g":${FUTURE}}`,
      key(22, 'hash', 2, string('f'), string('v'), time(-1), string('g'), integerString(7), time(FUTURE)),
    )
    .key(
      'no times',
      '"type":"hash","encoding":"hashtable","value":{"f":"v"}',
      key(22, 'no times', 1, string('f'), string('v'), time(-1)),
    )
    .end();
}

function valkey81(): Finished {
  return new HandMadeFile('valkey-81', 'VALKEY081', 'valkey')
    .aux('valkey-ver', '9.2.0', aux('valkey-ver', '9.2.0'))
    .selectDb(0)
    .key(
      'paths',
      '"type":"path-hash","encoding":"path-hash","value":[["/a",[["f","1"]]],["/a/b",[["f","2"],["g","x"]]]]',
      key(23, 'paths', 2, string('/a'), 1, string('f'), integerString(1)),
      bytes(string('/a/b'), 2, string('f'), integerString(2), string('g'), string('x')),
    )
    .end();
}

/** The stamp stands before its key, the expiries of members behind. */
function keydb(): Finished {
  const expires = (member: string, ms: number): Uint8Array =>
    bytes(aux('keydb-subexpire-key', member), aux('keydb-subexpire-when', String(ms)));
  return new HandMadeFile('keydb-09', 'REDIS0009', 'keydb')
    .aux('redis-ver', '6.3.4', aux('redis-ver', '6.3.4'))
    .aux('repl-masters', 'id:0:host:6379:0;', aux('repl-masters', 'id:0:host:6379:0;'))
    .selectDb(0)
    .aux('mvcc-tstamp', '1782579200000000001', aux('mvcc-tstamp', '1782579200000000001'))
    .key(
      'set',
      `"type":"set","encoding":"hashtable","mvcc":"1782579200000000001","value":["a","b"],"memberExpireAt":{"a":${FUTURE},"b":${FUTURE + 1}}`,
      key(2, 'set', 2, string('a'), string('b')),
      expires('a', FUTURE),
      expires('b', FUTURE + 1),
    )
    .key(
      'cron',
      `"type":"cron","encoding":"cron","value":{"script":"return 1","start":${FUTURE},"interval":-1,"keys":["k"],"args":["a",""]}`,
      key(64, 'cron', string('return 1'), time(FUTURE), time(-1), 1, string('k'), 2, string('a'), string('')),
    )
    .key('plain', '"type":"string","encoding":"raw","value":"v"', key(0, 'plain', string('v')))
    .aux('mvcc-tstamp', '7', aux('mvcc-tstamp', '7'))
    .key('stamped', '"type":"string","encoding":"raw","mvcc":"7","value":"v"', key(0, 'stamped', string('v')))
    .key('after', '"type":"list","encoding":"linkedlist","value":["a"]', key(1, 'after', 1, string('a')))
    .end();
}

/** Times are seconds since 2023-02-01, as text. */
function dragonfly(): Finished {
  const epoch = 1675209600000;
  return new HandMadeFile('dragonfly-09', 'REDIS0009', 'dragonfly')
    .aux('redis-ver', '6.2.11', aux('redis-ver', '6.2.11'))
    .aux('df-ver', 'df-v1.27.1', aux('df-ver', 'df-v1.27.1'))
    .selectDb(0)
    .key(
      'hash',
      `"type":"hash","encoding":"hashtable","value":{"f":"v","g":"7"},"fieldExpireAt":{"g":${epoch + 100000}}`,
      key(31, 'hash', 2, string('f'), string('v'), string('-1'), string('g'), integerString(7), integerString(100)),
    )
    .key(
      'set',
      `"type":"set","encoding":"hashtable","value":["a","b"],"memberExpireAt":{"b":${epoch}}`,
      key(32, 'set', 2, string('a'), integerString(-1), string('b'), string('0')),
    )
    .end();
}

/** Opcodes 121 and 107 stand between keys and say nothing about the data. */
function enterprise(): Finished {
  return new HandMadeFile('redis-enterprise-09', 'REDIS0009')
    .aux('redis-ver', '6.0.9', aux('redis-ver', '6.0.9'))
    .selectDb(0)
    .silent(121, length(16383))
    .key('k', '"type":"string","encoding":"raw","value":"v"', key(0, 'k', string('v')))
    .silent(107, length(100000))
    .key('l', '"type":"string","encoding":"raw","value":"w"', key(0, 'l', string('w')))
    .end();
}

/** A module value of a 4.0 release candidate: only the module knows where it ends. */
function modulePreGa(): Finished {
  return new HandMadeFile('redis-08-module-rc', 'REDIS0008')
    .selectDb(0)
    .silent(key(6, 'module', length(0x45e25238df912c03n), 1, 2, 3))
    .refused('UNSUPPORTED');
}

export const forks = (): Finished[] => [valkey80(), valkey81(), keydb(), dragonfly(), enterprise(), modulePreGa()];
