/** Reads bytes one after another, and throws where they end or break the format. */
import type { FaultName } from './answer.ts';

/** The bytes end; `until` is where they would have to reach. */
export class Cut {
  readonly until: bigint;
  constructor(until: bigint) {
    this.until = until;
  }
}

/** The bytes at `pos` break the format. */
export class Broken {
  readonly fault: FaultName;
  readonly pos: number;
  constructor(fault: FaultName, pos: number) {
    this.fault = fault;
    this.pos = pos;
  }
}

export class Reader {
  readonly bytes: Uint8Array;
  pos: number;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  get atEnd(): boolean {
    return this.pos >= this.bytes.length;
  }

  take(size: number | bigint): Uint8Array {
    const until = BigInt(this.pos) + BigInt(size);
    if (until > BigInt(this.bytes.length)) throw new Cut(until);
    const taken = this.bytes.subarray(this.pos, Number(until));
    this.pos = Number(until);
    return taken;
  }

  unsignedLe(size: number): bigint {
    let value = 0n;
    for (const byte of this.take(size).toReversed()) value = (value << 8n) | BigInt(byte);
    return value;
  }

  unsignedBe(size: number): bigint {
    let value = 0n;
    for (const byte of this.take(size)) value = (value << 8n) | BigInt(byte);
    return value;
  }

  signedLe(size: number): bigint {
    return BigInt.asIntN(8 * size, this.unsignedLe(size));
  }

  u8(): number {
    return Number(this.unsignedLe(1));
  }

  u32le(): number {
    return Number(this.unsignedLe(4));
  }

  f64le(): number {
    const bytes = this.take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }
}
