/** What stands around values: magic, AUX fields, databases, functions, prefixes of keys. Source: rdb-format.md 1. */
import { UnsupportedError } from '../../errors.ts';
import { classSpecBits, encodeModuleId, type ModuleId } from '../../model/module-id.ts';
import type { FunctionLibrary, KeyHeader } from '../../model/sink.ts';
import { FIRST_VALKEY } from '../dialect.ts';
import { OPCODES } from '../opcodes.ts';
import type { RdbWriter } from './rdb-writer.ts';

/** Only 2: when the data is loaded follows. Source: redis src/rdb.c, rdbSaveSingleModuleAux(). */
const WHEN_OPCODE = 2;
const WHEN = { 'before-keys': 1, 'after-keys': 2 } as const;

export function magic(version: number): Uint8Array {
  const text =
    version >= FIRST_VALKEY ? `VALKEY${String(version).padStart(3, '0')}` : `REDIS${String(version).padStart(4, '0')}`;
  return Buffer.from(text);
}

export function putAux(out: RdbWriter, name: string, value: Uint8Array): void {
  out.byte(OPCODES.AUX.byte);
  out.text(name);
  out.bytes(value);
}

export function putSelectDb(out: RdbWriter, db: number): void {
  out.byte(OPCODES.SELECTDB.byte);
  out.length(db);
}

export function putResizeDb(out: RdbWriter, keys: number, expires: number): void {
  out.byte(OPCODES.RESIZEDB.byte);
  out.length(keys);
  out.length(expires);
}

/** A library; one of a release candidate of 7.0 gets the first line that it lacks, as 7.0 itself gives it. */
export function putFunction(out: RdbWriter, { code, engine, name }: FunctionLibrary): void {
  out.byte(OPCODES.FUNCTION2.byte);
  const whole = code[0] === 0x23 && code[1] === 0x21;
  out.bytes(whole ? code : Buffer.concat([Buffer.from(`#!${engine} name=`), name, Buffer.from('\n'), code]));
}

/** @throws UnsupportedError: a name that no module can have, as JSON may hold it */
export function putModuleId(out: RdbWriter, module: ModuleId): void {
  const id = encodeModuleId(module);
  if (id === undefined) throw new UnsupportedError(`no module type is called ${JSON.stringify(module.name)}`);
  out.raw(id);
}

/** @param payload - the scalars, up to and with their EOF */
export function putModuleAux(out: RdbWriter, module: ModuleId, when: keyof typeof WHEN, payload: Uint8Array): void {
  out.byte(OPCODES.MODULE_AUX.byte);
  putModuleId(out, module);
  out.length(WHEN_OPCODE);
  out.length(WHEN[when]);
  out.raw(payload);
}

export function putTemplate(out: RdbWriter, id: bigint, fields: readonly Uint8Array[]): void {
  out.byte(OPCODES.HASH_TEMPLATE.byte);
  out.length(id);
  out.length(fields.length);
  for (const field of fields) out.bytes(field);
}

export function putSlotImport(out: RdbWriter, job: Uint8Array, ranges: readonly (readonly [number, number])[]): void {
  out.byte(OPCODES.SLOT_IMPORT.byte);
  out.bytes(job);
  out.length(ranges.length);
  for (const [first, last] of ranges) {
    out.length(first);
    out.length(last);
  }
}

/** Everything that stands before the type byte, in the order of the servers, as far as version `version` has it. */
export function putPrefixes(out: RdbWriter, key: KeyHeader, version: number): void {
  const { expireAtMs, idleSeconds, freq, meta, noEvict } = key;
  if (expireAtMs !== undefined) {
    if (version < OPCODES.EXPIRETIME_MS.since) {
      out.byte(OPCODES.EXPIRETIME.byte);
      out.i32le(Math.min(0x7fffffff, Math.ceil(Number(expireAtMs) / 1000)));
    } else putExpiry(out, expireAtMs);
  }
  if (idleSeconds !== undefined && version >= OPCODES.IDLE.since) {
    out.byte(OPCODES.IDLE.byte);
    out.length(idleSeconds);
  }
  if (freq !== undefined && version >= OPCODES.FREQ.since) {
    out.byte(OPCODES.FREQ.byte);
    out.byte(freq);
  }
  const redis = version < FIRST_VALKEY;
  if (meta.length > 0 && redis && version >= OPCODES.KEY_META.since) putKeyMeta(out, meta);
  if (noEvict && redis && version >= OPCODES.KEY_NOEVICT.since) out.byte(OPCODES.KEY_NOEVICT.byte);
}

export function putExpiry(out: RdbWriter, expireAtMs: number | bigint): void {
  out.byte(OPCODES.EXPIRETIME_MS.byte);
  out.i64le(expireAtMs);
}

export function putKeyMeta(out: RdbWriter, meta: KeyHeader['meta']): void {
  out.byte(OPCODES.KEY_META.byte);
  out.length(meta.length);
  for (const one of meta) {
    out.i32le(classSpecBits(one) | 0);
    out.raw(one.payload);
  }
}
