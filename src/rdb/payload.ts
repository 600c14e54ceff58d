/**
 * A DUMP payload: one value with a footer of version and checksum. Source: rdb-format.md 5; redis src/cluster.c,
 * createDumpPayload(), verifyDumpPayload().
 */
import type { Arena } from '../bytes/arena.ts';
import { DecodeError, UnsupportedError } from '../errors.ts';
import { parseModuleId } from '../model/module-id.ts';
import type { EntrySink, Interest } from '../model/sink.ts';
import type { Context } from './context.ts';
import { Cursor, OUT_OF_BYTES } from './cursor.ts';
import type { RdbOptions } from './decode.ts';
import { FIRST_VALKEY, makeDialect } from './dialect.ts';
import { CurrentKey } from './key-header.ts';
import { readKeyMeta } from './key-meta.ts';
import { OPCODES } from './opcodes.ts';
import { HashTemplates } from './template.ts';
import type { TypeSpec } from './types.ts';
import { ValueDecoders } from './value-decoders.ts';

/** u16 version, u64 checksum. */
const FOOTER_BYTES = 10;
const CHECKSUM_BYTES = 8;

interface OpenPayload {
  readonly context: Context & { key: CurrentKey };
  /** Address of the footer. */
  readonly footer: number;
  readonly checksum: 'ok' | 'none' | 'skipped';
}

/**
 * Bring `payload` into the window without its footer, and tell `sink` that it begins.
 * @throws DecodeError CHECKSUM, TRUNCATED
 */
export function openPayload(arena: Arena, payload: Uint8Array, sink: EntrySink, options: RdbOptions): OpenPayload {
  if (payload.length < FOOTER_BYTES) {
    throw new DecodeError('TRUNCATED', `a DUMP payload of ${payload.length} bytes: 10 are the least`, 0);
  }
  if (arena.window.end - arena.window.start < payload.length) arena.grow(arena.window, payload.length);
  arena.restart(0);
  arena.u8.set(payload, arena.window.start);
  const footer = arena.window.start + payload.length - FOOTER_BYTES;
  const version = arena.view.getUint16(footer, true);
  const stored = arena.view.getBigUint64(footer + 2, true);
  const checked = options.skipChecksum !== true && stored !== 0n;
  if (checked) checkSum(arena, footer, stored);
  arena.end = footer;
  const dialect = makeDialect(version >= FIRST_VALKEY ? 'valkey' : 'redis', version, version >= FIRST_VALKEY);
  const cursor = new Cursor(arena, options.strict ?? false);
  const context: Context & { key: CurrentKey } = {
    arena,
    cursor,
    sink,
    key: new CurrentKey(),
    strict: options.strict ?? false,
    payload: true,
    dialect,
    templates: new HashTemplates(),
    left: () => footer - cursor.at,
    warn: (code, message, offset) => options.onWarning?.({ code, message, offset }),
  };
  sink.open(arena);
  sink.begin({ format: 'rdb', version, dialect: dialect.name, offset: 0 });
  return { context, footer, checksum: stored === 0n ? 'none' : checked ? 'ok' : 'skipped' };
}

/**
 * Decode `payload` as the value of `key` into `sink`: `begin`, `key`, the value, `endKey`, `end`.
 * @throws DecodeError CHECKSUM, TRUNCATED, …; UnsupportedError
 */
export function decodePayload(
  arena: Arena,
  payload: Uint8Array,
  key: Uint8Array,
  sink: EntrySink,
  options: RdbOptions = {},
): void {
  const { context, footer, checksum } = openPayload(arena, payload, sink, options);
  const { cursor } = context;
  try {
    decodeValue(context, key);
  } catch (error) {
    if (error !== OUT_OF_BYTES) throw error;
    throw new DecodeError('TRUNCATED', 'the value reaches into the footer', footer - arena.window.start);
  }
  if (cursor.at < footer) {
    // Servers do not look there.
    const words = `${footer - cursor.at} bytes between the value and the footer`;
    if (context.strict) throw new DecodeError('TRAILING', words, cursor.offset);
    context.warn('TRAILING', words, cursor.offset);
  }
  sink.end({ checksum, bytes: payload.length, offset: footer - arena.window.start });
}

function decodeValue(context: Context & { key: CurrentKey }, name: Uint8Array): void {
  const { arena, cursor, sink, dialect } = context;
  const { key } = context;
  let byte = cursor.u8();
  if (byte === OPCODES.KEY_META.byte && dialect.opcodes[byte] === 'KEY_META') {
    key.meta = readKeyMeta(cursor);
    byte = cursor.u8();
  }
  const spec: TypeSpec | undefined = dialect.types[byte];
  if (spec === undefined) throw new UnsupportedError(`no such type ${byte} in RDB version ${dialect.version}`, 0);
  const body = cursor.at;
  if (spec.layout.kind === 'module') key.module = parseModuleId(cursor.length64('a module id'));
  const copy = arena.allocate(name.length);
  arena.u8.set(name, copy.start);
  key.start = copy.start;
  key.end = copy.end;
  key.type = spec.type;
  key.typeByte = spec.byte;
  key.encoding = spec.encoding;
  if (spec.layout.kind === 'string') {
    const first = arena.u8[cursor.at] ?? 0;
    if (first >= 0xc0) key.encoding = first === 0xc3 ? 'lzf' : 'int';
  }
  cursor.commit();
  const start = cursor.at;
  const values = new ValueDecoders(context);
  let interest: Interest | undefined = sink.key(key);
  while (interest !== undefined) {
    arena.pos = start;
    cursor.reset();
    const value = values.begin(spec, interest === 'raw' ? 'skip' : interest);
    while (!value.step());
    if (interest === 'raw') sink.raw?.(body, cursor.at);
    interest = sink.endKey({ sizeBytes: cursor.at - start, start: copy.start, end: copy.end });
  }
}

function checkSum(arena: Arena, footer: number, stored: bigint): void {
  const crc = BigInt.asUintN(64, arena.kernels.crc64(0n, arena.window.start, footer + FOOTER_BYTES - CHECKSUM_BYTES));
  if (crc === stored) return;
  throw new DecodeError(
    'CHECKSUM',
    'checksum of the DUMP payload does not match its bytes',
    footer - arena.window.start + 2,
  );
}
