/** Fields of hashes, and of the paths of path hashes. */
import { equalSpans, viewOf, type Span } from '../../keyspace/span.ts';
import type { FieldSpan, HashValue } from '../../keyspace/values/hash.ts';
import type { PathHashValue } from '../../keyspace/values/path-hash.ts';
import type { FieldChange, FieldState } from '../change.ts';
import type { DiffOptions } from '../diff-options.ts';
import { sidesOf } from '../sides-of.ts';
import { isSameTime, type Expiry } from './same-time.ts';

type Tell = (change: FieldChange) => void;

export function diffHashes(a: HashValue, b: HashValue, options: DiffOptions, tell: Tell, path?: Uint8Array): void {
  const at = path === undefined ? {} : { path };
  let common = 0;
  a.each((field, before) => {
    const after = b.state(field);
    if (after !== undefined) common++;
    if (after !== undefined && isSame(a, b, field, before, after, options)) return;
    tell({
      kind: 'field',
      ...at,
      field: viewOf(field),
      ...sidesOf(stateOf(a, field, before), after && stateOf(b, field, after)),
    });
  });
  if (common < b.size) tellAdded(a, b, tell, path);
}

export function diffPathHashes(a: PathHashValue, b: PathHashValue, options: DiffOptions, tell: Tell): void {
  for (const { path, fields } of a) {
    const after = b.at(path);
    if (after !== undefined) diffHashes(fields, after, options, tell, path);
    else
      fields.each((field, state) =>
        tell({ kind: 'field', path, field: viewOf(field), a: stateOf(fields, field, state) }),
      );
  }
  for (const { path, fields } of b) if (a.at(path) === undefined) tellAdded(undefined, fields, tell, path);
}

/** Fields that only `b` has. */
function tellAdded(a: HashValue | undefined, b: HashValue, tell: Tell, path: Uint8Array | undefined): void {
  b.each((field, state) => {
    if (a?.has(field) === true) return;
    tell({ kind: 'field', ...(path === undefined ? {} : { path }), field: viewOf(field), b: stateOf(b, field, state) });
  });
}

function isSame(
  a: HashValue,
  b: HashValue,
  field: Span,
  before: FieldSpan,
  after: FieldSpan,
  options: DiffOptions,
): boolean {
  return (
    equalSpans(before.value, after.value) && isSameTime(timeOf(a, field, before), timeOf(b, field, after), options)
  );
}

function stateOf(hash: HashValue, field: Span, state: FieldSpan): FieldState {
  const expireAtMs = timeOf(hash, field, state);
  return { value: viewOf(state.value), ...(expireAtMs === undefined ? {} : { expireAtMs }) };
}

/** KeyDB's hashes have the times of their fields beside them. */
function timeOf(hash: HashValue, field: Span, { expireAtMs }: FieldSpan): Expiry {
  return expireAtMs ?? hash.memberExpireAt(field);
}
