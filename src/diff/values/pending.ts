/** Pending entries of a group, in columns: there may be millions of them. */
import { compareIds, NOBODY, type PendingEntries, type StreamConsumer, type StreamId } from '../../model/stream.ts';
import type { StreamPending } from '../../model/value.ts';
import type { PendingChange } from '../change.ts';

/** The pending entries of a group, and who has them. */
export interface Owned {
  readonly pending: PendingEntries;
  readonly consumers: readonly StreamConsumer[];
}

/** Undefined: that side does not have the group. Both ascend by id. */
export function diffPending(
  group: Uint8Array,
  a: Owned | undefined,
  b: Owned | undefined,
  tell: (change: PendingChange) => void,
): void {
  const inA = new PendingCursor(a);
  const inB = new PendingCursor(b);
  const namesake = namesakes(a?.consumers ?? [], b?.consumers ?? []);
  for (; inA.isThere; inA.index++) {
    const { id } = inA;
    const found = inB.seek(id);
    if (found && inA.isLike(inB, namesake)) continue;
    tell({ kind: 'pending', group, id, a: inA.entry(), ...(found ? { b: inB.entry() } : {}) });
  }
  inA.index = 0;
  inB.index = 0;
  for (; inB.isThere; inB.index++) {
    const { id } = inB;
    if (!inA.seek(id)) tell({ kind: 'pending', group, id, b: inB.entry() });
  }
}

/** For each consumer of `a` the number of the one in `b` that is called the same; -2: there is none. */
function namesakes(a: readonly StreamConsumer[], b: readonly StreamConsumer[]): Int32Array {
  const numbers = new Map(b.map(({ name }, i) => [Buffer.from(name).toString('latin1'), i]));
  return Int32Array.from(a, ({ name }) => numbers.get(Buffer.from(name).toString('latin1')) ?? -2);
}

class PendingCursor {
  index = 0;
  private readonly owned: Owned | undefined;

  constructor(owned: Owned | undefined) {
    this.owned = owned;
  }

  get isThere(): boolean {
    return this.index < (this.owned?.pending.count ?? 0);
  }

  get id(): StreamId {
    const ids = this.owned?.pending.ids;
    return { ms: ids?.[2 * this.index] ?? 0n, seq: ids?.[2 * this.index + 1] ?? 0n };
  }

  /** Go on to the first entry that is not before the id. Whether it is that of the id. */
  seek(id: StreamId): boolean {
    for (; this.isThere; this.index++) {
      const order = compareIds(this.id, id);
      if (order >= 0) return order === 0;
    }
    return false;
  }

  /** @param namesake - the consumer of `other` that has the name of one of these */
  isLike(other: PendingCursor, namesake: Int32Array): boolean {
    const { owner } = this;
    return (
      this.deliveredAtMs === other.deliveredAtMs &&
      this.deliveries === other.deliveries &&
      (owner === NOBODY ? NOBODY : namesake[owner]) === other.owner
    );
  }

  entry(): StreamPending {
    const { id, deliveredAtMs, deliveries } = this;
    const consumer = this.owned?.consumers[this.owner];
    return { id, ...(consumer === undefined ? {} : { consumer: consumer.name }), deliveredAtMs, deliveries };
  }

  private get owner(): number {
    return this.owned?.pending.consumer[this.index] ?? NOBODY;
  }

  private get deliveredAtMs(): bigint {
    return this.owned?.pending.deliveredAtMs[this.index] ?? 0n;
  }

  private get deliveries(): bigint {
    return this.owned?.pending.deliveries[this.index] ?? 0n;
  }
}
