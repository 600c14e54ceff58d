/** The AUX fields of a file that is written, from those of its source. Source: rdb-format.md 1.7. */
import { findTarget } from '../../rdb/encode/choose-format.ts';
import { putAux } from '../../rdb/encode/frame.ts';
import type { Format } from '../../rdb/encode/loads.ts';
import type { RdbWriter } from '../../rdb/encode/rdb-writer.ts';
import { OPCODES } from '../../rdb/opcodes.ts';

/**
 * What becomes of a field: 'data' is of the keys and stays; 'whole' tells of the data set as a whole (a replica goes on from
 * it), so it stays only if nothing is left out or added; 'keydb' and 'scripts' mean something to some servers only; 'head' is
 * written anew; 'drop' belongs to one node, to another server, or is a hint. Fields that are not here are dropped as well.
 */
const FIELDS: Readonly<Record<string, 'data' | 'whole' | 'keydb' | 'scripts' | 'head'>> = {
  'redis-ver': 'head',
  'valkey-ver': 'head',
  'redis-bits': 'data',
  ctime: 'data',
  'used-mem': 'data',
  'repl-stream-db': 'whole',
  'repl-id': 'whole',
  'repl-offset': 'whole',
  'aof-preamble': 'head',
  'aof-base': 'head',
  lua: 'scripts',
  'repl-masters': 'keydb',
};

/** Scripts are no longer in files since Redis 7.0, which is RDB 10. */
const LAST_SCRIPTS = 9;
const FIRST_AOF_BASE = 10;
const FIRST_PREAMBLE = 8;

export interface AuxField {
  readonly name: string;
  readonly value: Uint8Array;
}

export interface HeadOptions {
  /** The keys are exactly those of one source. */
  readonly whole: boolean;
  /** The file begins an append-only log. */
  readonly aofBase: boolean;
}

export function keepsField(name: string, { version, keydb }: Format, whole: boolean): boolean {
  if (version < OPCODES.AUX.since) return false;
  const rule = FIELDS[name];
  if (rule === 'whole') return whole && version >= FIRST_PREAMBLE;
  if (rule === 'scripts') return version <= LAST_SCRIPTS;
  if (rule === 'keydb') return keydb && whole;
  return rule === 'data';
}

/** @param fields - those of the source, their names in lower case */
export function putHead(out: RdbWriter, format: Format, fields: readonly AuxField[], options: HeadOptions): void {
  const { version } = format;
  if (version < OPCODES.AUX.since) return;
  putAux(out, `${format.target.family}-ver`, Buffer.from(serverVersion(format, fields)));
  if (!fields.some(({ name }) => name === 'redis-bits')) putAux(out, 'redis-bits', Buffer.from('64'));
  for (const { name, value } of fields) if (keepsField(name, format, options.whole)) putAux(out, name, value);
  const base = Buffer.from(options.aofBase ? '1' : '0');
  if (version >= FIRST_AOF_BASE) putAux(out, 'aof-base', base);
  else if (version >= FIRST_PREAMBLE) putAux(out, 'aof-preamble', base);
}

/** The source's own version, if it is one of the target's. */
function serverVersion({ target, keydb }: Format, fields: readonly AuxField[]): string {
  const { family, major, minor, name } = target;
  const own = fields.find((field) => field.name === `${family}-ver`);
  const text = own === undefined ? '' : Buffer.from(own.value).toString('latin1');
  const same = findTarget(family, text)?.name === name;
  return own !== undefined && (same || keydb) ? text : `${major}.${minor}.0`;
}
