/**
 * Lists. What stands near an end is written anew: LTRIM, LPUSH, RPUSH. In the middle items are set by LSET; of those that go,
 * LSET makes a mark that is no item of either list, and LREM takes all of them at once; for those that come, LSET makes another
 * mark, before which LINSERT can put them.
 */
import { isSameBytes } from '../../../bytes/same-bytes.ts';
import type { ChangedKey, ItemsChange } from '../../../diff/change.ts';
import { writeAll } from './long-command.ts';
import { aEnd, bEnd, ITEM_BYTES, joinHunks, planList } from './list-plan.ts';
import { ItemSizes, ListProbe, newMark } from './list-probe.ts';
import type { PatchWriter } from './patch-writer.ts';

/** Of a command without its key. */
const COMMAND_BYTES = 40;

export function patchList(key: ChangedKey, writer: PatchWriter): boolean {
  const told: ItemsChange[] = [];
  key.elements((change) => {
    if (change.kind === 'items') told.push(change);
  });
  if (told.length === 0) return false;
  const hunks = joinHunks(told);
  const marks = new Set<string>();
  const inserted = new Set(hunks.filter(({ a }) => a.length === 0).map(({ aIndex }) => aIndex));
  const before = new ListProbe(marks, (index) => inserted.has(index));
  key.play('a', before);
  const sizes = new ItemSizes(ITEM_BYTES);
  key.play('b', sizes);
  const commandBytes = COMMAND_BYTES + key.a.key.length;
  const plan = planList(hunks, {
    aLength: before.length,
    bLength: sizes.length,
    commandBytes,
    // UNLINK, RPUSH, PEXPIREAT.
    renewalBytes: (key.a.expireAtMs === undefined ? 2 : 3) * commandBytes,
    between: (start, end) => sizes.between(start, end),
  });
  if (plan === undefined) return false;
  const head = hunks[plan.first - 1];
  const tail = hunks[plan.last];
  const headEnd = head === undefined ? 0 : bEnd(head);
  const tailStart = tail?.bIndex ?? sizes.length;
  const after = new ListProbe(marks, (index) => index < headEnd || index >= tailStart);
  key.play('b', after);
  const dropped = head === undefined ? 0 : aEnd(head);
  const cut = tail === undefined ? 0 : before.length - tail.aIndex;
  if (dropped > 0 || cut > 0) writer.command('LTRIM', key.a.key, dropped, -cut - 1);
  new Middle(key.a.key, writer, before, dropped, marks).write(hunks.slice(plan.first, plan.last));
  writeEnds(key.a.key, writer, after, headEnd);
  return true;
}

function writeEnds(key: Uint8Array, writer: PatchWriter, { found }: ListProbe, headEnd: number): void {
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  for (const [index, item] of found) (index < headEnd ? head : tail).push(item);
  writeAll(writer, ['LPUSH', key], head.toReversed());
  writeAll(writer, ['RPUSH', key], tail);
}

/** Changes between items that stay. */
class Middle {
  private readonly key: Uint8Array;
  private readonly writer: PatchWriter;
  private readonly before: ListProbe;
  /** Items of a that are no longer in front. */
  private readonly dropped: number;
  private readonly marks: Set<string>;
  /** What marks items that are to go, and the place where items are to come. */
  private gone: string | undefined;
  private place: string | undefined;

  constructor(key: Uint8Array, writer: PatchWriter, before: ListProbe, dropped: number, marks: Set<string>) {
    this.key = key;
    this.writer = writer;
    this.before = before;
    this.dropped = dropped;
    this.marks = marks;
  }

  /** From the last on, so that those before stay where they are. */
  write(hunks: readonly ItemsChange[]): void {
    for (const hunk of hunks.toReversed()) {
      if (hunk.b.length > hunk.a.length) this.insert(hunk);
      else this.shrink(hunk);
    }
    if (this.gone !== undefined) this.writer.command('LREM', this.key, 0, this.gone);
  }

  private set(index: number, item: Uint8Array | string): void {
    this.writer.command('LSET', this.key, index, item);
  }

  /** Set those that are not what they are to be already. */
  private setAll(index: number, from: readonly Uint8Array[], to: readonly Uint8Array[]): void {
    for (const [i, item] of to.entries()) if (!isSameBytes(from[i], item)) this.set(index + i, item);
  }

  private shrink({ aIndex, a, b }: ItemsChange): void {
    const at = aIndex - this.dropped;
    this.setAll(at, a, b);
    if (a.length > b.length) this.gone ??= newMark(this.marks);
    for (let i = b.length; i < a.length; i++) this.set(at + i, this.gone ?? '');
  }

  private insert({ aIndex, a, b }: ItemsChange): void {
    const { before, key, writer } = this;
    this.place ??= newMark(this.marks);
    const at = aIndex - this.dropped;
    // The item that marks the place is the last of those that are set, or else the one behind.
    const set = Math.max(0, a.length - 1);
    const more = b.length - a.length;
    this.setAll(at, a, b.slice(0, set));
    this.set(at + set, this.place);
    for (const item of b.slice(set, set + more)) writer.command('LINSERT', key, 'BEFORE', this.place, item);
    const last = a.length > 0 ? b.at(-1) : before.found.get(aIndex);
    if (last !== undefined) this.set(at + set + more, last);
  }
}
