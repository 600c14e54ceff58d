/** The nine bytes of magic and version, and what the AUX fields behind them tell of the writer. Source: rdb-format.md 1.1–1.3. */
import { DecodeError } from '../errors.ts';
import { OUT_OF_BYTES, type Cursor } from './cursor.ts';
import { FIRST_VALKEY, makeDialect, nameDialect, type Dialect } from './dialect.ts';
import { OPCODES } from './opcodes.ts';

const MAGIC_BYTES = 9;
/** Enough to tell an RDB file from anything else. */
const LEAST_MAGIC = 5;
/** How far to look for AUX fields that tell the dialect: servers write a few hundred bytes of them first. */
const LOOK_AHEAD = 4096;
/** Garantia's private versions, whose opcodes mean other things. */
const GARANTIA = [1000, 1999] as const;

/** @throws DecodeError MAGIC, VERSION */
export function readHead(cursor: Cursor, ended: boolean): Dialect {
  const { arena } = cursor;
  const there = Math.min(MAGIC_BYTES, arena.end - cursor.at);
  const text = arena.latin1(cursor.at, cursor.at + there);
  const { offset } = cursor;
  if (!ended) cursor.need(LEAST_MAGIC);
  if (!'REDIS'.startsWith(text.slice(0, 5)) && !'VALKEY'.startsWith(text.slice(0, 6))) {
    const what = JSON.stringify(text.slice(0, 5));
    throw new DecodeError('MAGIC', `not an RDB file: it begins with ${what}, not REDIS or VALKEY`, offset);
  }
  cursor.need(MAGIC_BYTES);
  const magic = text.startsWith('VALKEY') ? 'VALKEY' : 'REDIS';
  const digits = text.slice(magic.length);
  const version = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (version === 0) throw new DecodeError('VERSION', `no such RDB version ${JSON.stringify(digits)}`, offset);
  if (magic === 'VALKEY' && version < FIRST_VALKEY) {
    throw new DecodeError('VERSION', `VALKEY magic with RDB version ${version}, under ${FIRST_VALKEY}`, offset);
  }
  if (version >= GARANTIA[0] && version <= GARANTIA[1]) {
    throw new DecodeError('VERSION', `RDB version ${version} is Garantia's own`, offset);
  }
  cursor.at += MAGIC_BYTES;
  const name = nameDialect(magic, version, peekAux(cursor, ended));
  // Redis' magic with a number of Valkey's range is newer than any Redis.
  return makeDialect(name, version, magic === 'VALKEY');
}

/** The AUX fields from `at` on, read without passing them. */
function peekAux(cursor: Cursor, ended: boolean): Map<string, string> {
  const aux = new Map<string, string>();
  const { at, arena } = cursor;
  try {
    while (cursor.u8() === OPCODES.AUX.byte) {
      cursor.string();
      const name = arena.latin1(cursor.start, cursor.stop).toLowerCase();
      cursor.string();
      aux.set(name, arena.latin1(cursor.start, Math.min(cursor.stop, cursor.start + 64)));
    }
  } catch (error) {
    // Damage in the fields is told when they are read for good.
    if (error === OUT_OF_BYTES && !ended && arena.end - at < LOOK_AHEAD) throw error;
  }
  cursor.at = at;
  return aux;
}
