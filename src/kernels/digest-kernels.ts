/** The kernels that make digests. Addresses as in kernels.ts. */

/** Of an XXH3 digest, which is what `xxh3` puts at an address, and of a sum of some. */
export const DIGEST_BYTES = 16;

/** What a stream of pieces needs, in bytes. It begins with a zero. Same layout as in assembly/xxh3-stream.ts. */
export const STREAM_BYTES = 192 + 1024;

/** What the digest of a value needs; it begins with zeros. Same numbers as in assembly/digests.ts. */
export const DIGEST = { SUM: 0, REST: 16, COUNT: 32, SIDE: 40, BYTES: 192 + STREAM_BYTES } as const;

/** Pending entries of a call, and where their columns stand. Same numbers as in assembly/digests.ts. */
export const PENDING = {
  MOST: 512,
  IDS: 0,
  DELIVERED: 8192,
  DELIVERIES: 12288,
  CONSUMERS: 16384,
  BYTES: 18432,
} as const;

export interface DigestKernels {
  xxh3(start: number, end: number, out: number): void;
  streamBegin(stream: number): void;
  streamUpdate(stream: number, start: number, end: number): void;
  streamDigest(stream: number, out: number): void;
  addFrame(start: number, end: number, sum: number): void;
  addElements(digest: number, count: number): void;
  beginValue(digest: number): void;
  digestString(start: number, end: number, last: number, digest: number): void;
  digestItems(rows: number, count: number, digest: number): void;
  digestSet(rows: number, count: number, digest: number): void;
  digestMembers(rows: number, count: number, digest: number): number;
  digestFields(rows: number, count: number, inPath: number, timed: number, digest: number): void;
  digestPath(start: number, end: number, digest: number): void;
  digestExpiry(start: number, end: number, expireAt: number, digest: number): void;
  digestEntry(id: number, idEnd: number, rows: number, count: number, digest: number): void;
  digestPending(columns: number, count: number, group: number, names: number, tag: number, digest: number): void;
  putKeyRecord(
    start: number,
    end: number,
    db: number,
    type: number,
    expireAt: number,
    place: number,
    digest: number,
    out: number,
  ): void;
  putStringRecords(
    rows: number,
    count: number,
    db: number,
    timed: number,
    place: number,
    each: number,
    digest: number,
    out: number,
  ): void;
}
