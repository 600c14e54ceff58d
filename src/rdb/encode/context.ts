/** What the encoders of values share. */
import type { Arena } from '../../bytes/arena.ts';
import type { Body } from './body.ts';
import type { Format } from './loads.ts';
import type { RdbWriter } from './rdb-writer.ts';

export interface EncodeContext {
  readonly arena: Arena;
  readonly format: Format;
  readonly compress: boolean;
  readonly body: Body;
  /** Writes into `body`. */
  readonly out: RdbWriter;
  /** Something of the value cannot be held by the target; in the user's words. */
  lose(what: string): void;
}

/** What a value was found to be: its type byte, and what stands between the key and the body. */
export interface Encoded {
  readonly type: number;
  readonly head: Uint8Array;
}

/** Encodes the values of one family, one after the other. */
export interface FamilyEncoder {
  /** `known`: the value is played once more, and this is what it was found to be. */
  begin(known: Encoded | undefined): void;
  /** After the last element; undefined if there is nothing to write. */
  end(): Encoded | undefined;
}

const EMPTY = new Uint8Array();

export function headless(type: number): Encoded {
  return { type, head: EMPTY };
}

/** A length as bytes. */
export function lengthBytes(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value);
  if (value < 0x4000) return Uint8Array.of(0x40 | (value >> 8), value & 0xff);
  const wide = value > 0xffffffff;
  const bytes = new Uint8Array(wide ? 9 : 5);
  const view = new DataView(bytes.buffer);
  bytes[0] = wide ? 0x81 : 0x80;
  if (wide) view.setBigUint64(1, BigInt(value));
  else view.setUint32(1, value);
  return bytes;
}
