/** Which types a server keeps as a file stores them, so that their size takes no look into values. Source: rdb-format.md 7.3. */
import { CurrentKey } from '../rdb/key-header.ts';
import type { Arena } from '../bytes/arena.ts';
import { FORM, FORM_BYTES } from '../kernels/kernels.ts';
import type { KeyHeader } from '../model/sink.ts';
import { TYPES, type TypeSpec } from '../rdb/types.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import type { ServerModel } from './server-model.ts';

const TYPE_BYTES = 256;

interface StoredForm {
  readonly spec: TypeSpec;
  readonly form: (typeof FORM)[keyof typeof FORM];
  /** Of so many entries so many are elements. */
  readonly period: number;
  readonly elements: number;
  /** With more it becomes something else. */
  readonly most: number;
}

const STRING: StoredForm = { spec: TYPES.STRING, form: FORM.STRING, period: 1, elements: 1, most: 0 };
const INTSET: StoredForm = {
  spec: TYPES.SET_INTSET,
  form: FORM.INTSET,
  period: 1,
  elements: 1,
  most: SERVER_LIMITS.intset,
};
const SET: StoredForm = {
  spec: TYPES.SET_LISTPACK,
  form: FORM.LISTPACK,
  period: 1,
  elements: 1,
  most: SERVER_LIMITS.set.entries,
};
const LISTPACKS: readonly StoredForm[] = [
  { spec: TYPES.HASH_LISTPACK, form: FORM.LISTPACK, period: 2, elements: 2, most: 2 * SERVER_LIMITS.hash.entries },
  { spec: TYPES.ZSET_LISTPACK, form: FORM.LISTPACK, period: 2, elements: 1, most: 2 * SERVER_LIMITS.zset.entries },
  { spec: TYPES.LIST_QUICKLIST_2, form: FORM.NODE, period: 1, elements: 1, most: 2 ** 32 - 1 },
];

/** Those of a server. */
export class StoredForms {
  /** By type byte: what a size is told of a key of which nothing but its blob is known; of strings nothing. */
  readonly headers: readonly (KeyHeader | undefined)[];
  /** Of the table that scanStoredKeys reads. */
  readonly address: number;

  constructor({ packed, setListpack }: ServerModel, arena: Arena) {
    const forms = [STRING, INTSET, ...(packed === 'listpack' ? LISTPACKS : []), ...(setListpack ? [SET] : [])];
    const headers = new Array<KeyHeader | undefined>(TYPE_BYTES).fill(undefined);
    this.address = arena.allocate(TYPE_BYTES * FORM_BYTES).start;
    for (const { spec, form, period, elements, most } of forms) {
      const at = this.address + spec.byte * FORM_BYTES;
      arena.u8.set([form, period, elements], at);
      arena.view.setUint32(at + 4, most, true);
      if (form !== FORM.STRING) headers[spec.byte] = headerOf(spec);
    }
    this.headers = headers;
  }
}

function headerOf({ type, encoding, byte }: TypeSpec): KeyHeader {
  return Object.assign(new CurrentKey(), { type, encoding, typeByte: byte });
}
