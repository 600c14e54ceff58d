/**
 * The database that is selected in the stream behind a snapshot. A master says SELECT once more after it, but a replica hands on
 * what its own master says, which does not. Source: redis 7.0 src/rdb.c, rdbPopulateSaveInfo(); rdb-format.md, AUX fields.
 *
 *   "REDIS" or "VALKEY" version | (0xFA name value)* | …      9 bytes of magic; the fields stand before all else
 */

/** Servers write some 200 bytes of fields. */
const MOST_BYTES = 4096;
const MAGIC_BYTES = 9;
const AUX = 0xfa;
const FIELD = 'repl-stream-db';

/** The first two bits of a length's first byte tell how long it is; that of an integer is one of these. */
const [SIX_BITS, FOURTEEN_BITS] = [0, 1];
const INTEGERS: ReadonlyMap<number, number> = new Map([
  [0xc0, 1],
  [0xc1, 2],
  [0xc2, 4],
]);

export class SnapshotHead {
  private bytes = Buffer.alloc(0);

  /** Takes what comes, from the snapshot's first byte on, and keeps what it needs. */
  add(bytes: Uint8Array): void {
    if (this.bytes.length >= MOST_BYTES) return;
    this.bytes = Buffer.concat([this.bytes, bytes.subarray(0, MOST_BYTES - this.bytes.length)]);
  }

  /** 0 where the snapshot does not say. */
  get streamDb(): number {
    let at = MAGIC_BYTES;
    while (this.bytes[at] === AUX) {
      const name = readString(this.bytes, at + 1);
      const value = name && readString(this.bytes, name.end);
      if (value === undefined) return 0;
      if (name?.text === FIELD) return /^\d{1,9}$/.test(value.text) ? Number(value.text) : 0;
      at = value.end;
    }
    return 0;
  }
}

/** Undefined: it is longer, or stranger, than what stands there. */
function readString(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const integer = INTEGERS.get(first);
  if (integer !== undefined) {
    const end = at + 1 + integer;
    return end > bytes.length ? undefined : { text: String(bytes.readIntLE(at + 1, integer)), end };
  }
  const kind = first >>> 6;
  if (kind !== SIX_BITS && kind !== FOURTEEN_BITS) return undefined;
  const start = at + 1 + kind;
  const end = start + (kind === SIX_BITS ? first : ((first & 0x3f) << 8) | (bytes[at + 1] ?? 0));
  return end > bytes.length ? undefined : { text: bytes.toString('latin1', start, end), end };
}
