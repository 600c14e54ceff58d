/** What BY and GET of SORT look up for an element. Source: redis src/sort.c, lookupKeyByPattern(). */
import type { Keyspace } from '../keyspace.ts';
import { copyInto, spanOf, type Span } from '../span.ts';

export type Pattern =
  /** `#`: the element. */
  | { readonly kind: 'element' }
  /** Without an asterisk: it leads to nothing. */
  | { readonly kind: 'constant' }
  /** The key between which and whose end the element is put, and the field if the key is a hash. */
  | { readonly kind: 'key'; readonly before: Span; readonly after: Span; readonly field: Span | undefined };

const ASTERISK = 0x2a;
const HASH = 0x23;
const ARROW = Buffer.from('->');

export function parsePattern({ bytes, start, end }: Span): Pattern {
  if (end - start === 1 && bytes[start] === HASH) return { kind: 'element' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const place = text.indexOf(ASTERISK);
  if (place < 0) return { kind: 'constant' };
  const arrow = text.indexOf(ARROW, place + 1);
  const hasField = arrow >= 0 && arrow + ARROW.length < text.length;
  return {
    kind: 'key',
    before: { bytes, start, end: start + place },
    after: { bytes, start: start + place + 1, end: hasField ? start + arrow : end },
    field: hasField ? { bytes, start: start + arrow + ARROW.length, end } : undefined,
  };
}

/** Where the value stands, until the database changes; undefined: there is none, or it is of another type. */
export function resolvePattern(keyspace: Keyspace, pattern: Pattern, element: Span): Span | undefined {
  if (pattern.kind === 'constant') return undefined;
  if (pattern.kind === 'element') return element;
  const key = joinSpans([pattern.before, element, pattern.after]);
  if (pattern.field === undefined) return keyspace.db.string(key);
  return keyspace.db.collection(key)?.fieldValue?.(pattern.field);
}

function joinSpans(parts: readonly Span[]): Span {
  const joined = new Uint8Array(parts.reduce((size, { start, end }) => size + end - start, 0));
  let at = 0;
  for (const { bytes, start, end } of parts) {
    copyInto(bytes, start, end, joined, at);
    at += end - start;
  }
  return spanOf(joined);
}
