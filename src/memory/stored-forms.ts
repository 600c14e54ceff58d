/** Which types a server keeps as a file stores them, so that their size takes no look into values. Source: rdb-format.md 7.3. */
import { FORM, FORM_BYTES } from '../kernels/kernels.ts';
import { TYPES, type TypeSpec } from '../rdb/types.ts';
import { SERVER_LIMITS } from '../model/server-limits.ts';
import type { ServerModel } from './server-model.ts';

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

/** Those of a server, by type byte. */
export function storedForms({ packed, setListpack }: ServerModel): ReadonlyMap<number, StoredForm> {
  const forms = [STRING, INTSET, ...(packed === 'listpack' ? LISTPACKS : []), ...(setListpack ? [SET] : [])];
  return new Map(forms.map((form) => [form.spec.byte, form]));
}

/** The table that scanStoredKeys reads. */
export function formTable(forms: ReadonlyMap<number, StoredForm>): Uint8Array {
  const table = new Uint8Array(256 * FORM_BYTES);
  const view = new DataView(table.buffer);
  for (const [byte, { form, period, elements, most }] of forms) {
    table.set([form, period, elements], byte * FORM_BYTES);
    view.setUint32(byte * FORM_BYTES + 4, most, true);
  }
  return table;
}
