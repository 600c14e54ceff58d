/** Module ids: nine characters of six bits and a ten-bit encoding version. Source: redis src/module.c, moduleTypeEncodeId(). */

const NAME_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Key metadata classes swap the last two. Source: redis 8.6 src/keymeta.c. */
const CLASS_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

export interface ModuleId {
  /** The type name, nine characters. */
  readonly name: string;
  /** The encoding version, 0–1023. */
  readonly version: number;
}

export function parseModuleId(id: bigint): ModuleId {
  let name = '';
  for (let shift = 58n; shift >= 10n; shift -= 6n) name += NAME_CHARACTERS[Number((id >> shift) & 63n)];
  return { name, version: Number(id & 1023n) };
}

/** The 64 bits that stand for a module id; undefined: no module can be called so. */
function packModuleId({ name, version }: ModuleId): bigint | undefined {
  if (name.length !== 9 || version < 0 || version > 1023) return undefined;
  let id = 0n;
  for (const character of name) {
    const six = NAME_CHARACTERS.indexOf(character);
    if (six < 0) return undefined;
    id = (id << 6n) | BigInt(six);
  }
  return (id << 10n) | BigInt(version);
}

/** Lengths of 64 bits begin so; ids are always written as one. Source: rdb-format.md 2.1. */
const LENGTH_64 = 0x81;
export const MODULE_ID_BYTES = 9;

/** A module id as it stands in front of a value; undefined: no module can be called so. */
export function encodeModuleId(module: ModuleId): Uint8Array | undefined {
  const id = packModuleId(module);
  if (id === undefined) return undefined;
  const bytes = Buffer.alloc(MODULE_ID_BYTES, LENGTH_64);
  bytes.writeBigUInt64BE(id, 1);
  return bytes;
}

/** The module id that bytes begin with; undefined: they begin with none. */
export function readModuleId(bytes: Uint8Array): ModuleId | undefined {
  if (bytes[0] !== LENGTH_64 || bytes.length < MODULE_ID_BYTES) return undefined;
  return parseModuleId(Buffer.from(bytes.subarray(1, MODULE_ID_BYTES)).readBigUInt64BE());
}

/** A class spec of KEY_META: four characters, a five-bit version, three flag bits. */
export function parseClassSpec(spec: number): { name: string; version: number; flags: number } {
  let name = '';
  for (let shift = 26; shift >= 8; shift -= 6) name += CLASS_CHARACTERS[(spec >>> shift) & 63];
  return { name, version: (spec >>> 3) & 31, flags: spec & 7 };
}

/** The class spec that `parseClassSpec` takes apart. */
export function classSpecBits({ name, version, flags }: { name: string; version: number; flags: number }): number {
  let bits = 0;
  for (const char of name) bits = (bits << 6) | CLASS_CHARACTERS.indexOf(char);
  return ((bits << 8) | (version << 3) | flags) >>> 0;
}
