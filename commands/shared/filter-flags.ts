/** Which keys: the same flags in every subcommand. */
import { UsageError } from '../../src/errors.ts';
import { Glob } from '../../src/filter/glob.ts';
import type { FilterOptions } from '../../src/filter/key-filter.ts';
import { parseRegex } from '../../src/filter/regex.ts';
import { parseSize, parseSpanRange } from '../../src/model/units.ts';
import type { Flags } from '../command.ts';
import { flag, parseWhole, text, texts, wholeNumber, type Argv } from './arguments.ts';

const group = 'Filters';

export const FILTER_FLAGS = {
  db: {
    type: 'string',
    alias: 'n',
    array: true,
    group,
    value: 'N',
    describe: 'Only keys of this database (repeatable, or 0,1,5)',
  },
  type: {
    type: 'string',
    array: true,
    group,
    value: 'TYPE',
    describe: 'Only keys of this type: string, list, set, zset, hash, stream, module, or a module type',
  },
  'not-type': { type: 'string', array: true, group, value: 'TYPE', describe: 'No keys of this type' },
  match: {
    type: 'string',
    array: true,
    group,
    value: 'GLOB',
    describe: "Only keys that match Redis' glob, on bytes; of several, any",
  },
  'not-match': { type: 'string', array: true, group, value: 'GLOB', describe: 'No keys that match' },
  regex: { type: 'string', array: true, group, value: 'RE', describe: 'Only keys that match; of several, any' },
  'not-regex': { type: 'string', array: true, group, value: 'RE', describe: 'No keys that match' },
  expires: { type: 'boolean', negatable: true, group, describe: 'Only keys with an expiry, or only those without' },
  expired: {
    type: 'boolean',
    negatable: true,
    group,
    describe: 'Only keys that have expired, or only those that have not',
  },
  ttl: {
    type: 'string',
    group,
    value: 'MIN..MAX',
    describe: 'Only keys with that much time left, as in 1h..7d or ..5m',
  },
  'min-size': { type: 'string', group, value: 'SIZE', describe: 'Only values of at least this size in the file' },
  'max-size': { type: 'string', group, value: 'SIZE', describe: 'Only values of at most this size in the file' },
  'min-elements': { type: 'string', group, value: 'N', describe: 'Only values of at least so many elements' },
  slot: { type: 'string', array: true, group, value: 'A-B', describe: 'Only keys of these cluster slots' },
  sample: {
    type: 'string',
    group,
    value: 'P',
    describe: 'A share of the keys, as in 0.01 or 1%; always the same ones',
  },
  limit: { type: 'string', group, value: 'N', describe: 'Stop after N keys' },
} as const satisfies Flags;

/** The filters that are set; undefined if there are none. @throws UsageError */
export function parseFilters(argv: Argv, nowMs: number): FilterOptions | undefined {
  const filters: { -readonly [K in keyof FilterOptions]?: FilterOptions[K] } = {};
  const dbs = texts(argv, 'db')?.flatMap((value) => value.split(','));
  if (dbs) filters.dbs = new Set(dbs.map((value) => parseWhole(value, '--db')));
  const types = texts(argv, 'type');
  if (types) filters.types = typeSet(types);
  const notTypes = texts(argv, 'not-type');
  if (notTypes) filters.notTypes = typeSet(notTypes);
  const match = texts(argv, 'match');
  if (match) filters.match = match.map((pattern) => new Glob(pattern));
  const notMatch = texts(argv, 'not-match');
  if (notMatch) filters.notMatch = notMatch.map((pattern) => new Glob(pattern));
  const regex = texts(argv, 'regex');
  if (regex) filters.regex = regex.map((pattern) => parseRegex(pattern, '--regex'));
  const notRegex = texts(argv, 'not-regex');
  if (notRegex) filters.notRegex = notRegex.map((pattern) => parseRegex(pattern, '--not-regex'));
  const expires = flag(argv, 'expires');
  if (expires !== undefined) filters.expires = expires;
  const expired = flag(argv, 'expired');
  if (expired !== undefined) filters.expired = expired;
  const ttl = text(argv, 'ttl');
  if (ttl !== undefined) filters.ttlMs = parseSpanRange(ttl, '--ttl');
  const minSize = text(argv, 'min-size');
  if (minSize !== undefined) filters.minSize = parseSize(minSize, '--min-size');
  const maxSize = text(argv, 'max-size');
  if (maxSize !== undefined) filters.maxSize = parseSize(maxSize, '--max-size');
  const minElements = wholeNumber(argv, 'min-elements');
  if (minElements !== undefined) filters.minElements = minElements;
  const slots = texts(argv, 'slot');
  if (slots) filters.slots = slots.flatMap((value) => value.split(',')).map(parseSlots);
  const sample = text(argv, 'sample');
  if (sample !== undefined) filters.sample = parseShare(sample);
  const limit = wholeNumber(argv, 'limit');
  if (limit !== undefined) filters.limit = limit;
  return Object.keys(filters).length === 0 ? undefined : { ...filters, nowMs };
}

function typeSet(types: readonly string[]): Set<string> {
  return new Set(types.flatMap((value) => value.toLowerCase().split(',')));
}

const LAST_SLOT = 16383;

function parseSlots(value: string): readonly [number, number] {
  const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(value) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (from === '' || first > last || last > LAST_SLOT) {
    throw new UsageError(`--slot takes slots like 0-5460 or 7, up to ${LAST_SLOT}, not ${JSON.stringify(value)}`);
  }
  return [first, last];
}

function parseShare(value: string): number {
  const [, digits = '', percent] = /^(\d*\.?\d+)(%?)$/.exec(value) ?? [];
  const share = Number(digits) / (percent === '%' ? 100 : 1);
  if (digits === '' || share > 1)
    throw new UsageError(`--sample takes a share like 0.01 or 1%, not ${JSON.stringify(value)}`);
  return share;
}
