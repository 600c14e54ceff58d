/** How much a stream holds: what the type of the same number in RDB files has beside those before it. Source: rdb-format.md 3.6. */
import { TYPES } from '../../rdb/types.ts';
import type { Semantics } from '../semantics.ts';

export const FORM = {
  PLAIN: 1,
  /** First id, greatest deleted id, entries added, entries read. */
  COUNTED: 2,
  /** When consumers were active. */
  ACTIVE: 3,
  /** The table of idempotent producers. */
  IDMP: 4,
  /** The NACK zone. */
  NACK: 5,
} as const;

const TYPE_BYTES: readonly number[] = [
  TYPES.STREAM_LISTPACKS.byte,
  TYPES.STREAM_LISTPACKS_2.byte,
  TYPES.STREAM_LISTPACKS_3.byte,
  TYPES.STREAM_LISTPACKS_4.byte,
  TYPES.STREAM_LISTPACKS_5.byte,
];

/** What the server of a log keeps of its streams. What few have is not taken for granted. */
export function formOfServer(semantics: Semantics): number {
  if (semantics.told && semantics.since(8, 8)) return FORM.NACK;
  if (semantics.told && semantics.since(8, 6)) return FORM.IDMP;
  if (semantics.since(7, 2)) return FORM.ACTIVE;
  return semantics.since(7, 0) ? FORM.COUNTED : FORM.PLAIN;
}

/** The form that a type byte stands for. */
export function formOfType(typeByte: number): number {
  return TYPE_BYTES.indexOf(typeByte) + 1;
}

export function typeByteOf(form: number): number {
  return TYPE_BYTES[form - 1] ?? TYPES.STREAM_LISTPACKS.byte;
}
