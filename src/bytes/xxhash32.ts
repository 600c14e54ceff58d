/** XXH32, the checksum of LZ4 frames. Source: github.com/Cyan4973/xxHash doc/xxhash_spec.md, "XXH32 Algorithm Description". */

const PRIME_1 = 0x9e3779b1 | 0;
const PRIME_2 = 0x85ebca77 | 0;
const PRIME_3 = 0xc2b2ae3d | 0;
const PRIME_4 = 0x27d4eb2f | 0;
const PRIME_5 = 0x165667b1 | 0;
/** Four lanes of four bytes. */
const STRIPE = 16;

/** Bytes come in pieces of any size; the seed is 0. */
export class XxHash32 {
  private a = (PRIME_1 + PRIME_2) | 0;
  private b = PRIME_2;
  private c = 0;
  private d = -PRIME_1 | 0;
  private length = 0;
  /** What does not fill a stripe yet. */
  private readonly rest = new Uint8Array(STRIPE);
  private kept = 0;

  update(bytes: Uint8Array): this {
    this.length += bytes.length;
    let from = 0;
    if (this.kept > 0) {
      from = Math.min(bytes.length, STRIPE - this.kept);
      this.rest.set(bytes.subarray(0, from), this.kept);
      this.kept += from;
      if (this.kept < STRIPE) return this;
      this.stripes(this.rest, 0, STRIPE);
    }
    const to = from + ((bytes.length - from) & ~(STRIPE - 1));
    this.stripes(bytes, from, to);
    this.rest.set(bytes.subarray(to));
    this.kept = bytes.length - to;
    return this;
  }

  /** The hash of what came so far: an unsigned 32-bit number. More may follow. */
  digest(): number {
    const { a, b, c, d, rest, kept } = this;
    const long = this.length >= STRIPE;
    let hash = long ? (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0 : PRIME_5;
    hash = (hash + this.length) | 0;
    const view = viewOf(rest);
    let at = 0;
    for (; at + 4 <= kept; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(view.getUint32(at, true), PRIME_3)) | 0, 17), PRIME_4);
    }
    for (; at < kept; at++) {
      hash = Math.imul(rotate((hash + Math.imul(view.getUint8(at), PRIME_5)) | 0, 11), PRIME_1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  private stripes(bytes: Uint8Array, from: number, to: number): void {
    const view = viewOf(bytes);
    let { a, b, c, d } = this;
    for (let at = from; at < to; at += STRIPE) {
      a = lane(a, view.getUint32(at, true));
      b = lane(b, view.getUint32(at + 4, true));
      c = lane(c, view.getUint32(at + 8, true));
      d = lane(d, view.getUint32(at + 12, true));
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

export function xxhash32(bytes: Uint8Array): number {
  return new XxHash32().update(bytes).digest();
}

function lane(sum: number, word: number): number {
  return Math.imul(rotate((sum + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
