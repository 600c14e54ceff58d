/** Bytes that stand in a larger buffer: how the keyspace is handed names and values, and hands them out. */

export interface Span {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Up to this length a loop is faster than a call. */
const LOOP = 48;

export function spanOf(bytes: Uint8Array): Span {
  return { bytes, start: 0, end: bytes.length };
}

/** ASCII or Latin-1 text as bytes. */
export function spanOfText(text: string): Span {
  return spanOf(Buffer.from(text, 'latin1'));
}

/** Each byte as the character of the same number. */
export function textOf({ bytes, start, end }: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** The bytes as a view, which holds as long as what it views. */
export function viewOf({ bytes, start, end }: Span): Uint8Array {
  return bytes.subarray(start, end);
}

/** A copy of its own. */
export function copyOf({ bytes, start, end }: Span): Uint8Array {
  return bytes.slice(start, end);
}

export function copyInto(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > LOOP) {
    to.set(from.subarray(start, end), at);
    return;
  }
  for (let i = start, o = at; i < end; i++, o++) to[o] = from[i] ?? 0;
}

/** As memcmp, the shorter first where one begins the other: the order of members of equal score. */
export function compareSpans(a: Span, b: Span): number {
  const left = a.end - a.start;
  const right = b.end - b.start;
  const common = Math.min(left, right);
  for (let i = 0; i < common; i++) {
    const difference = (a.bytes[a.start + i] ?? 0) - (b.bytes[b.start + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left - right;
}

export function equalSpans(a: Span, b: Span): boolean {
  return a.end - a.start === b.end - b.start && compareSpans(a, b) === 0;
}
