/** What the kernels of key records mean, said plainly. */

export interface MatchRecord {
  /** Digests, as text. */
  readonly key: string;
  readonly value: string;
  /** NO_EXPIRY of src/diff/key-record.ts stands for none. */
  readonly expireAt: bigint;
  readonly place: bigint;
  readonly side: 'a' | 'b';
}

export interface MatchAnswer {
  readonly found: number;
  readonly twice: number;
  readonly firstTwice: Pick<MatchRecord, 'side' | 'place'> | undefined;
  readonly changed: readonly { readonly a: bigint; readonly b: bigint; readonly valueDiffers: boolean }[];
}

const NONE = -(2n ** 63n);

/** @param waiting - by key; is changed */
export function match(
  waiting: Map<string, MatchRecord>,
  records: readonly MatchRecord[],
  tolerance: bigint,
): MatchAnswer {
  const pairs: (readonly [MatchRecord, MatchRecord])[] = [];
  const twice: MatchRecord[] = [];
  for (const record of records) {
    const other = waiting.get(record.key);
    if (other === undefined) waiting.set(record.key, record);
    else if (other.side === record.side) twice.push(record);
    else {
      pairs.push(record.side === 'a' ? [record, other] : [other, record]);
      waiting.delete(record.key);
    }
  }
  const [first] = twice;
  return {
    found: pairs.length,
    twice: twice.length,
    firstTwice: first && { side: first.side, place: first.place },
    changed: pairs
      .filter(([a, b]) => a.value !== b.value || !isNear(a.expireAt, b.expireAt, tolerance))
      .map(([a, b]) => ({ a: a.place, b: b.place, valueDiffers: a.value !== b.value })),
  };
}

function isNear(a: bigint, b: bigint, tolerance: bigint): boolean {
  if (a === NONE || b === NONE) return a === b;
  return (a > b ? a - b : b - a) <= tolerance;
}

/** Rows by their first number; those that have the same stay in order. */
export function sorted<T>(rows: readonly (readonly [place: bigint, rest: T])[]): (readonly [bigint, T])[] {
  return rows.toSorted(([x], [y]) => (x < y ? -1 : Number(x > y)));
}
