/** What DUMP answers, as an object. */
import { Arena } from './bytes/arena.ts';
import { Collector } from './collect/collector.ts';
import type { Entry, HeaderRecord, MemberExpiry } from './model/record.ts';
import type { DialectName, KeyMeta } from './model/sink.ts';
import type { Value } from './model/value.ts';
import type { RdbOptions } from './rdb/decode.ts';
import { decodePayload } from './rdb/payload.ts';

export interface DumpPayload {
  readonly value: Value;
  /** What the payload holds the value as: listpack, quicklist2, lzf, … */
  readonly encoding: string;
  /** The RDB version in its footer. */
  readonly version: number;
  readonly dialect: DialectName;
  /** What modules keep beside the key (Redis 8.6). */
  readonly meta?: readonly KeyMeta[];
  /** Expiries of members (KeyDB, Dragonfly). */
  readonly memberExpiries?: readonly MemberExpiry[];
}

/**
 * Decode the answer of `DUMP key`.
 * @throws DecodeError CHECKSUM, TRUNCATED, …; UnsupportedError, LimitError
 */
export function readDumpPayload(payload: Uint8Array, options: RdbOptions = {}): DumpPayload {
  let entry: Entry | undefined;
  let header: HeaderRecord | undefined;
  const collector = new Collector(
    {
      entry: (only) => {
        entry = only;
      },
      record: (record) => {
        if (record.kind === 'header') header = record;
      },
    },
    { maxEntryBytes: Infinity },
  );
  decodeAnywhere(payload, collector, options);
  return summarise(header, entry);
}

/** A memory that has grown beyond this is given back. */
const MOST_KEPT = 4 << 20;
/** Kept from call to call: making one takes longer than decoding most payloads. */
let spare: Arena | undefined;

/** @param collector - keeps nothing of the memory that it is told in */
function decodeAnywhere(payload: Uint8Array, collector: Collector, options: RdbOptions): void {
  const arena = spare ?? new Arena(payload.length);
  // Whoever is told of a warning may read another payload meanwhile. After an error nobody knows what the memory holds.
  spare = undefined;
  decodePayload(arena, payload, new Uint8Array(), collector, options);
  if (arena.u8.length <= MOST_KEPT) spare = arena;
}

function summarise(header: HeaderRecord | undefined, entry: Entry | undefined): DumpPayload {
  if (header?.version === undefined || entry === undefined) throw new Error('the payload had no value');
  const { value, encoding, meta, memberExpiries } = entry;
  return {
    value,
    encoding,
    version: header.version,
    dialect: header.dialect,
    ...(meta === undefined ? {} : { meta }),
    ...(memberExpiries === undefined ? {} : { memberExpiries }),
  };
}
