/** All families of write commands. */
import { LISTS, SETS } from './collections.ts';
import type { Form } from './form.ts';
import { HASHES } from './hashes.ts';
import { KEYS } from './keys.ts';
import { SCRIPT_FORMS } from './scripts.ts';
import { PLACES, SORTED_SETS } from './sorted-sets.ts';
import { GROUPS, STREAMS } from './streams.ts';
import { BITS, HYPER_LOG_LOGS, STRINGS } from './strings.ts';
import { VECTOR_SET_FORMS } from './vector-sets.ts';

const ALL = {
  strings: STRINGS,
  bits: BITS,
  hyperLogLogs: HYPER_LOG_LOGS,
  lists: LISTS,
  sets: SETS,
  hashes: HASHES,
  sortedSets: SORTED_SETS,
  places: PLACES,
  streams: STREAMS,
  groups: GROUPS,
  keys: KEYS,
  scripts: SCRIPT_FORMS,
  vectorSets: VECTOR_SET_FORMS,
} as const satisfies Readonly<Record<string, readonly Form[]>>;

export type FamilyName = keyof typeof ALL;

export const FAMILIES: Readonly<Record<FamilyName, readonly Form[]>> = ALL;

/** Those whose commands a log can be replayed of: a vector set's graph is made with random numbers. */
export const REPLAYED: readonly FamilyName[] = [
  'strings',
  'bits',
  'hyperLogLogs',
  'lists',
  'sets',
  'hashes',
  'sortedSets',
  'places',
  'streams',
  'groups',
  'keys',
  'scripts',
];
