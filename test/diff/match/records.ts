/** Key records, and what is to be found of them, said plainly. */
import type { ChangedPlaces, Differences } from '../../../src/diff/differences.ts';
import {
  KEY_RECORD_BYTES,
  NO_EXPIRY,
  RECORD_EXPIRY,
  RECORD_PLACE,
  RECORD_VALUE,
  type DiffSide,
} from '../../../src/diff/key-record.ts';
import type { Spooled } from '../../../src/diff/match/spooled.ts';
import { Random } from '../../tools/random.ts';

export interface KeyRecord {
  /** Stands for a digest of 16 bytes. */
  readonly key: number;
  readonly value: number;
  readonly expireAt?: bigint;
  readonly place: number;
}

/** Digests that are as random as real ones. `common` of their first bytes are the same for all keys. */
export function recordBytes(records: readonly KeyRecord[], common = 0): Uint8Array {
  const bytes = Buffer.alloc(records.length * KEY_RECORD_BYTES);
  for (const [i, { key, value, expireAt, place }] of records.entries()) {
    const at = i * KEY_RECORD_BYTES;
    bytes.set(new Random(key).bytes(16).subarray(common), at + common);
    bytes.set(new Random(~value).bytes(16), at + RECORD_VALUE);
    bytes.writeBigInt64LE(expireAt ?? NO_EXPIRY, at + RECORD_EXPIRY);
    bytes.writeBigUInt64LE(BigInt(place), at + RECORD_PLACE);
  }
  return bytes;
}

export interface Found {
  readonly same: number;
  readonly removed: readonly number[];
  readonly changed: readonly ChangedPlaces[];
  readonly added: readonly number[];
}

export function foundOf(differences: Differences): Found {
  return {
    same: differences.same,
    removed: [...differences.removedPlaces()],
    changed: [...differences.changedPlaces()],
    added: [...differences.addedPlaces()],
  };
}

/** What `KeyMatcher` means. No key stands twice on a side. */
export function joined(a: readonly KeyRecord[], b: readonly KeyRecord[], ttlToleranceMs = 0): Found {
  const others = new Map(b.map((record) => [record.key, record]));
  const keys = new Set(a.map(({ key }) => key));
  const pairs = a.flatMap((one) => {
    const other = others.get(one.key);
    return other === undefined ? [] : [{ one, other }];
  });
  const changed = pairs
    .filter(({ one, other }) => one.value !== other.value || !isNear(one.expireAt, other.expireAt, ttlToleranceMs))
    .map(({ one, other }) => ({ a: one.place, b: other.place, valueDiffers: one.value !== other.value }))
    .toSorted((x, y) => x.a - y.a);
  return {
    same: pairs.length - changed.length,
    removed: ascending(a.filter(({ key }) => !others.has(key))),
    changed,
    added: ascending(b.filter(({ key }) => !keys.has(key))),
  };
}

function isNear(a: bigint | undefined, b: bigint | undefined, tolerance: number): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (a > b ? a - b : b - a) <= BigInt(tolerance);
}

function ascending(records: readonly KeyRecord[]): number[] {
  return records.map(({ place }) => place).toSorted((x, y) => x - y);
}

/** In memory; `closed` when it has been closed. */
export class MemorySpool implements Spooled {
  closed = false;
  written = 0;
  private bytes = new Uint8Array(64);

  write(bytes: Uint8Array, offset: number): void {
    const end = offset + bytes.length;
    if (end > this.bytes.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, offset);
    this.written += bytes.length;
  }

  read(into: Uint8Array, offset: number): void {
    if (offset + into.length > this.written) throw new Error('more is read than was written');
    into.set(this.bytes.subarray(offset, offset + into.length));
  }

  close(): void {
    this.closed = true;
  }
}

/** The records in pieces, as `KeyMatcher.add` takes them. */
export function pieces(side: DiffSide, bytes: Uint8Array, records: number): [DiffSide, Uint8Array][] {
  const size = records * KEY_RECORD_BYTES;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => [
    side,
    bytes.subarray(i * size, (i + 1) * size),
  ]);
}
