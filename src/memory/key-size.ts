/**
 * What a key takes with the object of its value, and what a string takes with its key: the two may share an allocation.
 * Source: rdb-format.md 7.4 to 7.6; redis src/object.c, createEmbeddedStringObject(), kvobjSet(); valkey src/object.c.
 */
import { STRING_ENCODINGS } from './sized-key.ts';
import type { Account } from './account.ts';
import type { Sds } from './sds.ts';
import type { ServerModel } from './server-model.ts';
import { DICT_ENTRY } from './struct-size.ts';

export type StringEncoding = (typeof STRING_ENCODINGS)[number];

/** Header and zero of an embedded string. */
const EMBEDDED = 4;
/** What an object takes that has a key in it, with the byte that tells how long the key's header is. */
const KEYED = 17;
/** From this length of key on there is room for an expiry though there is none. */
const ROOM_FOR_EXPIRY = 128;
/** Bytes of key header that the decision to embed allows for, whatever it is. */
const ALLOWED_HEADER = 3;
/** Header and zero of a string with a count of references, and how long such may be. Source: KeyDB src/sds.h, sdshdrrefcount. */
const SHARED = 12;
const LONGEST_SHARED = 65536;
const CACHE_LINE = 64;
/** Valkey 9: what an embedded string takes together, at most, and the object without the pointer to its value. */
const TWO_LINES = 128;
const LONGEST_IN_TWO_LINES = 252;
const WITHOUT_POINTER = 9;

/** One object, filled anew for each string. */
export class KeySize {
  bytes = 0;
  allocated = 0;
  encoding: StringEncoding = 'int';
  private readonly model: ServerModel;
  private readonly sds: Sds;
  private readonly usable: (request: number) => number;
  /** Of what a key takes beside its string. */
  private readonly entry: number;
  private readonly object: number;

  constructor(model: ServerModel, sds: Sds, account: Account) {
    const { allocator } = account;
    this.model = model;
    this.sds = sds;
    this.usable = (request) => allocator.usable(request);
    this.entry = allocator.usable(DICT_ENTRY);
    this.object = allocator.usable(model.object);
  }

  /** A string, its key included. @param integer - it is the text of a 64-bit integer */
  string(keyLength: number, expires: boolean, length: number, integer: boolean): void {
    const { sds } = this;
    if (integer) {
      this.encoding = 'int';
      this.key(keyLength, expires);
      return;
    }
    if (this.embeds(keyLength, expires, length)) {
      this.encoding = 'embstr';
      this.embedded(keyLength, expires, length);
      return;
    }
    this.encoding = 'raw';
    this.key(keyLength, expires);
    this.bytes += sds.counted(length);
    this.allocated += sds.block(length);
  }

  /** A key with the object of a value that stands elsewhere. */
  key(keyLength: number, expires: boolean): void {
    const { model, sds } = this;
    switch (model.key) {
      case 'entry': {
        const block = this.usable(this.keyString(keyLength));
        this.bytes = DICT_ENTRY + model.object + (model.sds === 'heap' ? block : this.lookedUp(keyLength));
        this.allocated = this.entry + this.object + block;
        return;
      }
      case 'keyed-entry': {
        const block = this.usable(KEYED + sds.inside(keyLength));
        this.bytes = block + model.object;
        this.allocated = block + this.object;
        return;
      }
      case 'uncounted':
        this.bytes = model.object;
        this.allocated = this.keyedObject(keyLength, expires);
        return;
      case 'object':
        this.bytes = this.keyedObject(keyLength, expires);
        this.allocated = this.bytes;
    }
  }

  private keyString(keyLength: number): number {
    const shared = this.model.keyName === 'shared' && keyLength > 0 && keyLength < LONGEST_SHARED;
    return shared ? keyLength + SHARED : this.sds.size(keyLength);
  }

  /** Short arguments of commands are embedded strings, and those have no tiny header. */
  private lookedUp(keyLength: number): number {
    const asked = this.model.keyName === 'asked' && keyLength <= this.model.longestEmbedded;
    return asked ? keyLength + EMBEDDED : this.sds.size(keyLength);
  }

  private keyedObject(keyLength: number, expires: boolean): number {
    const room = expires || keyLength >= ROOM_FOR_EXPIRY ? 8 : 0;
    return this.usable(KEYED + room + this.sds.inside(keyLength));
  }

  private embeds(keyLength: number, expires: boolean, length: number): boolean {
    switch (this.model.key) {
      case 'entry':
      case 'keyed-entry':
        return length <= this.model.longestEmbedded;
      case 'uncounted':
      case 'object': {
        const expiry = expires && this.model.family === 'valkey' ? 8 : 0;
        if (this.inTwoLines) {
          const together = WITHOUT_POINTER + this.sds.inside(keyLength) + expiry + EMBEDDED + length;
          return length <= LONGEST_IN_TWO_LINES && together <= TWO_LINES;
        }
        const together = this.model.object + keyLength + ALLOWED_HEADER + expiry + EMBEDDED + length;
        if (length > this.model.longestEmbedded) return false;
        return together <= CACHE_LINE || (together - expiry <= CACHE_LINE && this.hasRoomForExpiry(keyLength, length));
      }
    }
  }

  /** Valkey 8.1 gives a key its expiry once it is loaded, in place if what was allocated for it has the room. */
  private hasRoomForExpiry(keyLength: number, length: number): boolean {
    const size = KEYED + this.sds.inside(keyLength) + EMBEDDED + length;
    return this.model.key === 'uncounted' && this.usable(size) - size >= 8;
  }

  private embedded(keyLength: number, expires: boolean, length: number): void {
    const { model, sds } = this;
    if (model.key === 'entry' || model.key === 'keyed-entry') {
      this.key(keyLength, expires);
      // KeyDB's begins in the place of the pointer.
      const head = model.keyName === 'shared' ? model.object - 8 : model.object;
      const block = this.usable(head + EMBEDDED + length);
      // Before 7.0 the text and an older, smaller header were added up.
      this.bytes += (model.embstr === 'heap' ? block : model.object + length + 2) - model.object;
      this.allocated += block - this.object;
      return;
    }
    const expiry = expires ? 8 : 0;
    const size = this.inTwoLines
      ? WITHOUT_POINTER + expiry + sds.inside(keyLength) + Math.max(8, EMBEDDED + length)
      : KEYED + expiry + sds.inside(keyLength) + EMBEDDED + length;
    this.bytes = this.usable(size);
    this.allocated = this.bytes;
  }

  private get inTwoLines(): boolean {
    return this.model.family === 'valkey' && this.model.key === 'object';
  }
}
