/** Whatever words a log holds as arguments: a command does something or is refused, and is never the program's end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/keyspace/commands.ts';
import { replayCommands, type CommandLine, type Word } from '../tools/replay-commands.ts';

/** One key of each type, under its name. */
const KEYS: readonly CommandLine[] = [
  'SET string 12',
  'SET expiring text PXAT 1900000000000',
  'PFADD sketch a b c',
  'RPUSH list a b c 1 2 3',
  'SADD set a b c 1 2 3',
  'ZADD zset 1 a 2 b 3 c',
  'GEOADD geo 13.4 52.5 berlin 2.3 48.9 paris',
  'HSET hash a 1 b 2 c text',
  'HPEXPIREAT hash 1900000000000 FIELDS 1 a',
  'XADD stream 5-5 a 1',
  'XGROUP CREATE stream group 0',
  'XCLAIM stream group consumer 0 5-5 TIME 1700000000000 RETRYCOUNT 1 FORCE JUSTID LASTID 5-5',
  'ARSET array 0 a b c',
  'VADD vectors VALUES 2 1 0 a',
  ['FUNCTION', 'LOAD', '#!lua name=library\nredis.register_function("f", function() end)'],
];

const KEY_NAMES = [
  'string expiring sketch list set zset geo hash stream array vectors library missing',
  '\0',
  '',
  '__proto__',
  'constructor',
];

/** Options of all commands, and what stands behind them. */
const OPTIONS = `NX XX GT LT CH INCR EX PX EXAT PXAT KEEPTTL GET IFEQ IFNE PERSIST BYINT BYFLOAT LBOUND UBOUND SATURATE ENX
  COUNT BEFORE AFTER LEFT RIGHT MIN MAX WEIGHTS AGGREGATE SUM BYSCORE BYLEX REV LIMIT STORE STOREDIST BY ALPHA DESC ASC DB
  REPLACE ABSTTL IDLETIME FREQ FIELDS FNX FXX MAXLEN MINID = ~ NOMKSTREAM KEEPREF DELREF ACKED IDMP IDMPAUTO IDS CREATE SETID
  DESTROY CREATECONSUMER DELCONSUMER MKSTREAM ENTRIESREAD ENTRIESADDED MAXDELETEDID TIME IDLE RETRYCOUNT FORCE JUSTID LASTID
  SILENT FAIL FATAL AND OR XOR NOT ONE DIFF SET INCRBY OVERFLOW WRAP SAT u8 i64 #1 FROMMEMBER FROMLONLAT BYRADIUS BYBOX
  BYPOLYGON ANY m km LOAD DELETE RESTORE FLUSH APPEND RANGES FLUSHSLOT FP32 VALUES REDUCE BIN Q8 NOQUANT CAS EF M SETATTR
  TODENSE SINGLE REPEAT EXACTLY OBO BULK IDMP-DURATION IDMP-MAXSIZE group consumer a b c [a (b - + ( [ * $ # pattern_*->f`;

const NUMBERS = `0 1 2 3 -1 -2 7 100 -100 1000000 -0 00 +1 0.5 -1.5e3 1e400 inf -inf nan 0x10 0x 1e 5-5 5-* 6-0 5-6 0-0 -5
  2147483648 4503599627370496 9007199254740993 9223372036854775807 -9223372036854775808 9223372036854775808
  18446744073709551615 18446744073709551615-18446744073709551615 99999999999999999999999`;

function wordsOf(text: string): string[] {
  return text.split(/\s+/);
}

const word: fc.Arbitrary<Word> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEY_NAMES.flatMap(wordsOf)) },
  { weight: 4, arbitrary: fc.constantFrom(...wordsOf(OPTIONS)) },
  { weight: 4, arbitrary: fc.constantFrom(...wordsOf(NUMBERS)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
);

const RUNS = process.env['FUZZ'] === undefined ? 4 : 200;
const LINES = 60;
/** Most commands take fewer. */
const MOST_WORDS = 7;

describe('commands with odd arguments', () => {
  test.each([...COMMANDS.keys()])('%s', (name) => {
    const line = fc.array(word, { maxLength: MOST_WORDS }).map((words): CommandLine => [name, ...words]);
    fc.assert(
      fc.property(fc.array(line, { minLength: LINES, maxLength: LINES }), (lines) => {
        expect(replayCommands([...KEYS, ...lines], { skipUnknown: true }).keys).toBeInstanceOf(Array);
      }),
      { numRuns: RUNS },
    );
  });
});
