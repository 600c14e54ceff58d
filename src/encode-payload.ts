/** What RESTORE takes, from an object: the way back from `readDumpPayload`. */
import { Arena } from './bytes/arena.ts';
import { playValue } from './collect/play-value.ts';
import { UnsupportedError } from './errors.ts';
import type { KeyMeta, KeyHeader } from './model/sink.ts';
import { parseTarget } from './model/target.ts';
import type { Value } from './model/value.ts';
import { chooseFormat } from './rdb/encode/choose-format.ts';
import { putKeyMeta } from './rdb/encode/frame.ts';
import { whatLacks, type Format } from './rdb/encode/loads.ts';
import { putFooter, FOOTER_BYTES } from './rdb/encode/payload.ts';
import { RdbWriter } from './rdb/encode/rdb-writer.ts';
import { Body } from './rdb/encode/body.ts';
import { ValueEncoder } from './rdb/encode/value-encoder.ts';
import { OPCODES } from './rdb/opcodes.ts';

export interface DumpPayloadOptions {
  /** The server that is to take it, as in `redis-7.2` or `valkey-9.0`; RDB version 11, which all of today take, if left out. */
  readonly target?: string;
  /** An older version of the format than the newest that the target takes. */
  readonly rdbVersion?: number;
  /** Compress long strings (LZF), as servers do by default. */
  readonly compress?: boolean;
  /** What modules keep beside the key (Redis 8.6). */
  readonly meta?: readonly KeyMeta[];
  /** Told what of the value the target cannot hold, in words; without it that is an UnsupportedError. */
  readonly onLoss?: (what: string) => void;
}

/** The longest value that RESTORE could take in any case. */
const LONGEST = 2 ** 30;

/**
 * Encode a value as the payload of `RESTORE`.
 * @throws UnsupportedError: the target has no such values; UsageError: no such target; LimitError
 */
export function encodeDumpPayload(value: Value, options: DumpPayloadOptions = {}): Uint8Array {
  const { target, rdbVersion, compress = true, meta = [] } = options;
  const format = chooseFormat(
    { target: target === undefined ? undefined : parseTarget(target, 'target'), rdbVersion },
    undefined,
    new Map(),
  );
  const lose = options.onLoss ?? ((what: string) => refuse(format, what));
  const arena = new Arena();
  const header = headerOf(value);
  const lacks = whatLacks(format, header);
  if (lacks !== undefined) throw new UnsupportedError(`${lacks}: ${format.target.name} has none`);
  const encoder = new ValueEncoder(arena, { format, compress, mostHeld: LONGEST, onLoss: lose });
  encoder.begin(header);
  playValue(arena, value, encoder);
  const encoded = encoder.end();
  if (encoded === undefined) throw new UnsupportedError(`a ${value.type} without elements: servers have none`);
  const payload = new Body(arena, 2 * LONGEST);
  payload.begin();
  const out = new RdbWriter(payload, compress);
  if (meta.length > 0 && format.target.family === 'redis' && format.version >= OPCODES.KEY_META.since)
    putKeyMeta(out, meta);
  else if (meta.length > 0) lose('metadata of the key');
  out.byte(encoded.type);
  out.raw(encoded.head);
  if (encoder.body.isWhole) payload.span(encoder.body.start, encoder.body.at);
  else {
    encoder.beginAgain(encoded, (start, end) => payload.span(start, end));
    playValue(arena, value, encoder);
    encoder.end();
  }
  payload.room(FOOTER_BYTES);
  const crc = arena.kernels.crc64(0n, payload.start, payload.at);
  const end = putFooter(arena.kernels, payload.at, format.version, crc);
  return arena.u8.slice(payload.start, end);
}

function refuse(format: Format, what: string): never {
  throw new UnsupportedError(`${what}: ${format.target.name} has none`);
}

function headerOf(value: Value): KeyHeader {
  return {
    db: 0,
    start: 0,
    end: 0,
    type: value.type,
    encoding: value.type,
    typeByte: 0,
    serialised: false,
    module: value.type === 'module' ? value.module : undefined,
    expireAtMs: undefined,
    idleSeconds: undefined,
    freq: undefined,
    meta: [],
    noEvict: false,
    mvcc: undefined,
    offset: 0,
  };
}
