/** Writes RDB files of the plain types 0 to 5, for data sets made up by tests. Source: rdb-format.md 2, 3.1 to 3.3. */

export type PlainValue =
  | { readonly type: 'string'; readonly value: Uint8Array }
  | { readonly type: 'list'; readonly items: readonly Uint8Array[] }
  | { readonly type: 'set'; readonly members: readonly Uint8Array[] }
  | { readonly type: 'zset'; readonly members: readonly { readonly member: Uint8Array; readonly score: number }[] }
  | { readonly type: 'hash'; readonly fields: readonly { readonly field: Uint8Array; readonly value: Uint8Array }[] };

export interface PlainEntry {
  readonly key: Uint8Array;
  readonly value: PlainValue;
  readonly expireAtMs?: number;
}

const TYPE = { string: 0, list: 1, set: 2, hash: 4, zset: 5 } as const;
const EXPIRETIME_MS = 0xfc;

/** A file of version 11 with all entries in database 0, and no checksum. */
export function writeRdb(entries: readonly PlainEntry[]): Buffer {
  const head = [Buffer.from('REDIS0011'), Buffer.from([0xfe, 0])];
  return Buffer.concat([...head, ...entries.map(writeEntry), Buffer.from([0xff]), Buffer.alloc(8)]);
}

function writeEntry({ key, value, expireAtMs }: PlainEntry): Buffer {
  const expiry = Buffer.alloc(expireAtMs === undefined ? 0 : 9, EXPIRETIME_MS);
  if (expireAtMs !== undefined) expiry.writeBigInt64LE(BigInt(expireAtMs), 1);
  return Buffer.concat([expiry, Buffer.from([TYPE[value.type]]), writeString(key), writeValue(value)]);
}

function writeValue(value: PlainValue): Buffer {
  switch (value.type) {
    case 'string':
      return writeString(value.value);
    case 'list':
      return writeAll(value.items.length, value.items.map(writeString));
    case 'set':
      return writeAll(value.members.length, value.members.map(writeString));
    case 'zset':
      return writeAll(
        value.members.length,
        value.members.flatMap(({ member, score }) => [writeString(member), writeDouble(score)]),
      );
    case 'hash':
      return writeAll(
        value.fields.length,
        value.fields.flatMap(({ field, value: text }) => [writeString(field), writeString(text)]),
      );
  }
}

function writeAll(count: number, parts: readonly Buffer[]): Buffer {
  return Buffer.concat([writeLength(count), ...parts]);
}

function writeString(bytes: Uint8Array): Buffer {
  return Buffer.concat([writeLength(bytes.length), bytes]);
}

function writeLength(length: number): Buffer {
  if (length < 64) return Buffer.from([length]);
  if (length < 16384) return Buffer.from([0x40 | (length >> 8), length & 0xff]);
  const bytes = Buffer.alloc(5, 0x80);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function writeDouble(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
