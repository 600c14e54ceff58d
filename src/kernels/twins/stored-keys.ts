/** Runs of keys by how they are stored, record by record. Source: rdb-format.md 1.1, 2.2, 3.2 to 3.5. */
import { FORM, SHAPE } from '../kernels.ts';
import { intsetLongest, intsetOpen, listpackLongest } from './packed.ts';
import { Reader } from './reader.ts';
import { scanElements } from './strings.ts';

const EXPIRETIME_MS = 0xfc;
const PACKED = 2;
/** With fewer bytes left the decoder takes over. */
const LEAST = 10;
const LONGEST_KEY = 4096;
const LONGEST_INTEGER = 20;
const UNKNOWN_COUNT = 65535;
/** Bytes of an intset's integers. */
const WIDTHS: readonly number[] = [2, 4, 8];

export interface StoredForm {
  readonly form: number;
  readonly period: number;
  readonly elements: number;
  readonly most: number;
}

export interface StoredKey {
  readonly key: Uint8Array;
  readonly expireAt: number;
  readonly type: number;
  readonly entries: number;
  readonly longest: number;
  readonly size: number;
  /** NaN: it is no text of an integer. */
  readonly integer: number;
  /** Of its record. */
  readonly offset: number;
}

/** The run of keys at the start. @param forms - by type byte */
export function scanStoredKeys(
  bytes: Uint8Array,
  forms: ReadonlyMap<number, StoredForm>,
  look: boolean,
  most = Infinity,
): { readonly pos: number; readonly keys: readonly StoredKey[] } {
  const keys: StoredKey[] = [];
  let pos = 0;
  while (keys.length < most && pos + LEAST <= bytes.length) {
    const found = readKey(bytes, pos, forms, look);
    if (found === undefined) break;
    keys.push(found.key);
    pos = found.end;
  }
  return { pos, keys };
}

function readKey(
  bytes: Uint8Array,
  offset: number,
  forms: ReadonlyMap<number, StoredForm>,
  look: boolean,
): { readonly key: StoredKey; readonly end: number } | undefined {
  const reader = new Reader(bytes, offset);
  let type = reader.u8();
  let expireAt = NaN;
  if (type === EXPIRETIME_MS) {
    expireAt = Number(reader.signedLe(8));
    if (expireAt < 0 || expireAt > Number.MAX_SAFE_INTEGER) return undefined;
    type = reader.u8();
  }
  const form = forms.get(type);
  // A name that is a number or compressed is for the decoder.
  if (form === undefined || (bytes[reader.pos] ?? 0xff) >= 0x80) return undefined;
  const key = readString(bytes, reader.pos);
  if (key === undefined || key.bytes.length > LONGEST_KEY) return undefined;
  let at = key.end;
  if (form.form === FORM.NODE) {
    if (bytes[at] !== 1 || bytes[at + 1] !== PACKED) return undefined;
    at += 2;
  }
  const value = readString(bytes, at);
  const facts = value && (form.form === FORM.STRING ? stringFacts(value.bytes) : blobFacts(value.bytes, form, look));
  if (value === undefined || facts === undefined) return undefined;
  return { key: { key: key.bytes, expireAt, type, offset, size: value.bytes.length, ...facts }, end: value.end };
}

function readString(bytes: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } | undefined {
  const { stop, pos, rows } = scanElements(bytes.subarray(at), 1, SHAPE.STRING, 0);
  const [only] = rows;
  return stop === 'DONE' && only !== undefined ? { bytes: only.bytes, end: at + pos } : undefined;
}

type Facts = Pick<StoredKey, 'entries' | 'longest' | 'integer'>;

function stringFacts(value: Uint8Array): Facts {
  const text = Buffer.from(value).toString('latin1');
  const isInteger = text.length <= LONGEST_INTEGER && /^(0|-?[1-9]\d*)$/.test(text);
  const integer = isInteger && BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? Number(text) : NaN;
  return { entries: 0, longest: value.length, integer };
}

function blobFacts(blob: Uint8Array, { form, period, elements, most }: StoredForm, look: boolean): Facts | undefined {
  const entries = form === FORM.INTSET ? intsetEntries(blob) : listpackEntries(blob);
  if (entries === undefined || entries === 0 || entries > most) return undefined;
  if (!look) return { entries, longest: 0, integer: NaN };
  const longest = form === FORM.INTSET ? intsetLongest(blob) : listpackLongest(blob, entries, period, elements);
  return longest < 0 ? undefined : { entries, longest, integer: NaN };
}

/** What the header says, if it fits the size: entries are not looked at. */
function listpackEntries(blob: Uint8Array): number | undefined {
  if (blob.length < 7) return undefined;
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  const entries = view.getUint16(4, true);
  return view.getUint32(0, true) === blob.length && entries !== UNKNOWN_COUNT ? entries : undefined;
}

function intsetEntries(blob: Uint8Array): number | undefined {
  const opened = intsetOpen(blob);
  return opened.stop === 'DONE' && WIDTHS.includes(blob[0] ?? 0) ? opened.count : undefined;
}
