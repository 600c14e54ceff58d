/** What is changed of keys on their way to a server: the same flags wherever one is made output for. */
import { UsageError } from '../../src/errors.ts';
import type { MapOptions, PrefixMap } from '../../src/filter/map-sink.ts';
import { parseSpan } from '../../src/model/units.ts';
import type { Flags } from '../command.ts';
import { flag, parseWhole, text, texts, type Argv } from './arguments.ts';

const group = 'Changes';

/** Servers refuse expiries of fields after the year 4199. */
const LONGEST_SHIFT_MS = 1000 * 365 * 86_400_000;
/** Servers count databases in 32 bits with a sign. */
const LAST_DB = 2 ** 31 - 2;

export const MAP_FLAGS = {
  'db-map': {
    type: 'string',
    array: true,
    group,
    value: 'A=B',
    describe: 'Put keys of database A into B (repeatable)',
  },
  'prefix-map': {
    type: 'string',
    array: true,
    group,
    value: 'OLD=NEW',
    describe: 'Begin keys that begin with OLD with NEW instead; of several, the first that fits (repeatable)',
  },
  'ttl-shift': {
    type: 'string',
    group,
    value: 'TIME',
    describe: 'Move all expiries, as in --ttl-shift=1h or --ttl-shift=-30m',
  },
  'no-ttl': { type: 'boolean', group, describe: 'Leave all expiries out' },
} as const satisfies Flags;

/** Undefined: everything stays as it is. @throws UsageError */
export function parseMaps(argv: Argv): MapOptions | undefined {
  const dbs = new Map(texts(argv, 'db-map')?.map(parseDbMap));
  const prefixes = texts(argv, 'prefix-map')?.map(parsePrefixMap) ?? [];
  const shift = text(argv, 'ttl-shift');
  // --no-ttl arrives as the negation of the filter --ttl.
  const none = argv['ttl'] === false || flag(argv, 'no-ttl') === true;
  if (none && shift !== undefined) throw new UsageError('--ttl-shift and --no-ttl exclude each other');
  const ttl = none ? 'none' : shift === undefined ? 0 : parseShift(shift);
  return dbs.size === 0 && prefixes.length === 0 && ttl === 0 ? undefined : { dbs, prefixes, ttl };
}

function parseShift(value: string): number {
  const ms = Math.round(parseSpan(value, '--ttl-shift'));
  if (Math.abs(ms) > LONGEST_SHIFT_MS) throw new UsageError('--ttl-shift takes at most 1000 years, which are 365000d');
  return ms;
}

function parseDbMap(value: string): [number, number] {
  const [, from, to] = /^(\d+)=(\d+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined) {
    throw new UsageError(`--db-map takes two databases like 0=5, not ${JSON.stringify(value)}`);
  }
  return [parseDb(from), parseDb(to)];
}

function parseDb(digits: string): number {
  const db = parseWhole(digits, '--db-map');
  if (db > LAST_DB) throw new UsageError(`--db-map: no server has a database ${digits}`);
  return db;
}

function parsePrefixMap(value: string): PrefixMap {
  const at = value.indexOf('=');
  if (at < 0) throw new UsageError(`--prefix-map takes OLD=NEW, as in user:=people:, not ${JSON.stringify(value)}`);
  return { from: Buffer.from(value.slice(0, at)), to: Buffer.from(value.slice(at + 1)) };
}
