/** The scalars of a module value, read a second time and plainly, so that a test does not trust the code it tests. */
import type { Bytes } from './json-fields.ts';

export type ModuleOpcode =
  | { readonly kind: 'sint' | 'uint'; readonly value: bigint }
  | { readonly kind: 'float' | 'double' }
  | { readonly kind: 'string'; readonly text: Bytes };

/** Undefined if `payload` does not end just where its opcodes do. Source: rdb-format.md 2, 4.7. */
export function readModuleOpcodes(payload: Bytes): ModuleOpcode[] | undefined {
  try {
    return readAll(Buffer.from(payload, 'latin1'));
  } catch (error) {
    // Reading past the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readAll(bytes: Buffer): ModuleOpcode[] | undefined {
  let at = 0;

  function length(): { value: bigint; special: boolean } {
    const first = bytes.readUInt8(at++);
    if (first < 0x40) return { value: BigInt(first), special: false };
    if (first < 0x80) return { value: BigInt(((first & 0x3f) << 8) | bytes.readUInt8(at++)), special: false };
    if (first >= 0xc0) return { value: BigInt(first & 0x3f), special: true };
    const wide = first === 0x81;
    if (!wide && first !== 0x80) throw new RangeError('no such length');
    const value = wide ? bytes.readBigUInt64BE(at) : BigInt(bytes.readUInt32BE(at));
    at += wide ? 8 : 4;
    return { value, special: false };
  }
  function take(size: number): Buffer {
    if (at + size > bytes.length) throw new RangeError('short');
    at += size;
    return bytes.subarray(at - size, at);
  }
  function string(): Bytes {
    const { value, special } = length();
    if (!special) return take(Number(value)).toString('latin1');
    if (value < 3n) {
      const size = 1 << Number(value);
      return String(take(size).readIntLE(0, size));
    }
    if (value !== 3n) throw new RangeError('no such string');
    const packed = Number(length().value);
    const size = Number(length().value);
    return inflate(take(packed), size).toString('latin1');
  }

  const opcodes: ModuleOpcode[] = [];
  for (;;) {
    const opcode = Number(length().value);
    if (opcode === 0) return at === bytes.length ? opcodes : undefined;
    if (opcode === 1 || opcode === 2) opcodes.push({ kind: opcode === 1 ? 'sint' : 'uint', value: length().value });
    else if (opcode === 5) opcodes.push({ kind: 'string', text: string() });
    else if (opcode === 3 || opcode === 4) {
      take(opcode === 3 ? 4 : 8);
      opcodes.push({ kind: opcode === 3 ? 'float' : 'double' });
    } else return undefined;
  }
}

/** LZF. Source: rdb-format.md 2.3. */
function inflate(packed: Buffer, size: number): Buffer {
  const out: number[] = [];
  for (let at = 0; at < packed.length;) {
    const control = packed.readUInt8(at++);
    if (control < 32) {
      out.push(...packed.subarray(at, at + control + 1));
      at += control + 1;
      continue;
    }
    let count = control >> 5;
    if (count === 7) count += packed.readUInt8(at++);
    const distance = ((control & 31) << 8) + packed.readUInt8(at++) + 1;
    for (let i = 0; i < count + 2; i++) out.push(out[out.length - distance] ?? 0);
  }
  if (out.length !== size) throw new RangeError('LZF of another size');
  return Buffer.from(out);
}
