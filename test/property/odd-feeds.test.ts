/**
 * Whatever words the commands of a feed have: filters, maps and what else stands in front of targets make commands of them, and are
 * never the program's end. FUZZ=1 (`npm run test:fuzz`) tries other words each time, and many more.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AbsoluteTimes } from '../../src/delivery/absolute-times.ts';
import { WritesOnly } from '../../src/delivery/writes-only.ts';
import { FilterSink } from '../../src/filter/filter-sink.ts';
import { Glob } from '../../src/filter/glob.ts';
import { MapSink } from '../../src/filter/map-sink.ts';
import { decodeInput } from '../../src/input.ts';
import { COMMANDS } from '../../src/keyspace/commands.ts';
import type { EntrySink } from '../../src/model/sink.ts';
import { featuresOf, parseTarget } from '../../src/model/target.ts';
import { command } from '../aof/log-events.ts';
import { CommandLines } from '../filter/feed/through.ts';

const NAMES = [...COMMANDS.keys(), 'multi', 'exec', 'select', 'eval', 'lmpop', 'json.mset', 'getex', 'increx', 'ping'];
const WORDS = `user:1 user:2 other user: 0 1 2 3 -1 100 9223372036854775807 9223372036854775808 1e5 EX PX EXAT PXAT KEEPTTL NX GET
  IFEQ FIELDS ABSTTL IDLETIME FREQ REPLACE DB STORE STOREDIST BY * MAXLEN = ~ LIMIT IDMP LEFT RIGHT COUNT EXACTLY FLUSHSLOT RANGES`;

const word = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('', ...WORDS.split(/\s+/)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);
const line = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(word, { maxLength: 9 }))
  .map(([name, words]) => [name, ...words]);

const FUZZ = process.env['FUZZ'] === '1';

function rules(target: EntrySink, server: string): EntrySink {
  const features = featuresOf(parseTarget(server, '--target'));
  const tally = { filtered: 0, mixed: new Map<string, number>() };
  const maps = {
    dbs: new Map([[0, 3]]),
    prefixes: [{ from: Buffer.from('user:'), to: Buffer.from('people:') }],
    ttl: 1000,
  };
  const writes = new WritesOnly(new AbsoluteTimes(target, features), true);
  const filters = { nowMs: 0, match: [new Glob('user:*')], dbs: new Set([0, 2]) };
  return new FilterSink(new MapSink(writes, maps), filters, { flush: 'pass', tally, onLoss: () => {} });
}

test.each(['redis-8.6', 'redis-4.0'])(
  'commands for %s',
  async (server) => {
    const check = async (lines: readonly (readonly string[])[]): Promise<void> => {
      const target = new CommandLines();
      const log = ['#TS:1700000000\r\n', ...lines.map((words) => command(...words.map(latin1)))].join('');
      await decodeInput(Buffer.from(log, 'latin1'), rules(target, server), { allowTruncated: true });
      const multis = target.lines
        .map((text) => text.replace(/^\d+: /, ''))
        .filter((text) => /^(multi|exec)/i.test(text));
      // Transactions are never within one another, and never empty.
      multis.forEach((text, i) => expect(text.slice(0, 4).toUpperCase()).toBe(i % 2 === 0 ? 'MULT' : 'EXEC'));
      expect(target.lines.join('\n')).not.toMatch(/MULTI\n(\d+: )?EXEC/i);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 200, maxLength: 200 }), check),
      FUZZ ? { numRuns: 500 } : { numRuns: 10, seed: 1 },
    );
  },
  FUZZ ? 300_000 : 20_000,
);

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
