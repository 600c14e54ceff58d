/** What RESTORE takes, from an object: the way back from `readDumpPayload`. */
import { Arena } from './bytes/arena.ts';
import { playValue } from './collect/play-value.ts';
import { UnsupportedError } from './errors.ts';
import type { KeyMeta, KeyHeader } from './model/sink.ts';
import { parseTarget } from './model/target.ts';
import type { Value } from './model/value.ts';
import { chooseFormat } from './rdb/encode/choose-format.ts';
import type { Format } from './rdb/encode/loads.ts';
import { PayloadSink } from './rdb/encode/payload-sink.ts';

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
  const onLoss = options.onLoss ?? ((what: string) => refuse(format, what));
  const arena = new Arena(0);
  const sink = new PayloadSink(arena, { format, compress, onLoss });
  const header = { ...headerOf(value), meta };
  sink.key(header);
  do playValue(arena, value, sink);
  while (sink.endKey({ start: 0, end: 0, sizeBytes: 0 }) !== undefined);
  return sink.payload.slice();
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
