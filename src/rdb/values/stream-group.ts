/** A consumer group: its PEL, its consumers and, since Redis 8.8, its NACK zone. Source: rdb-format.md 3.6. */
import { DecodeError } from '../../errors.ts';
import {
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
} from '../../model/stream.ts';
import { checkCount, type Context } from '../context.ts';
import { readId } from './stream-id.ts';

/** Bytes of an entry in a group's PEL: id, delivery time, a count of at least one byte. */
const PENDING_LEAST = 25;
const ID_BYTES = 16;
const UNKNOWN = -1n;

export interface GroupParts {
  readonly group: StreamGroup;
  readonly pending: PendingEntries;
  readonly consumers: readonly StreamConsumer[];
}

export function readGroup(context: Context, version: number): GroupParts {
  const { cursor } = context;
  const name = cursor.stringBytes();
  try {
    const lastId = readId(context);
    const read = version < 2 ? UNKNOWN : BigInt.asIntN(64, cursor.length64('entries read'));
    const pending = readPending(context);
    const consumers = readConsumers(context, version, pending);
    const nacked = version < 5 ? undefined : readNacked(context, pending);
    checkOwners(context, pending, nacked);
    return {
      group: {
        name,
        lastId,
        ...(read === UNKNOWN ? {} : { entriesRead: read }),
        ...(nacked === undefined ? {} : { nacked }),
      },
      pending,
      consumers,
    };
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`group ${quote(name)}`) : error;
  }
}

function readPending(context: Context): PendingEntries {
  const { cursor } = context;
  const { offset } = cursor;
  const count = cursor.length('a count of pending entries');
  checkCount(context, count, PENDING_LEAST, 'pending entries', offset);
  // Nothing is allocated before the bytes are there.
  cursor.need(count * PENDING_LEAST);
  const ids = new BigUint64Array(2 * count);
  const deliveredAtMs = new BigInt64Array(count);
  const deliveries = new BigUint64Array(count);
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const ms = cursor.u64be();
    const seq = cursor.u64be();
    ids[2 * i] = ms;
    ids[2 * i + 1] = seq;
    deliveredAtMs[i] = cursor.i64le();
    deliveries[i] = cursor.length64('a count of deliveries');
    if (i > 0 && !ascends(ids, i)) {
      if (find(ids, i, ms, seq) >= 0) throw new DecodeError('STREAM', `pending entry ${ms}-${seq} stands twice`, at);
      throw new DecodeError('STREAM', `pending entry ${ms}-${seq} is out of order`, at);
    }
  }
  return { count, ids, deliveredAtMs, deliveries, consumer: new Int32Array(count).fill(NOBODY) };
}

function ascends(ids: BigUint64Array, i: number): boolean {
  const before = ids[2 * i - 2] ?? 0n;
  const now = ids[2 * i] ?? 0n;
  return before < now || (before === now && (ids[2 * i - 1] ?? 0n) < (ids[2 * i + 1] ?? 0n));
}

/** The index of an id among the first `count`, which ascend; -1 if it is not there. */
function find(ids: BigUint64Array, count: number, ms: bigint, seq: bigint): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = ids[2 * middle] ?? 0n;
    const seqAt = ids[2 * middle + 1] ?? 0n;
    if (at === ms && seqAt === seq) return middle;
    if (at < ms || (at === ms && seqAt < seq)) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function readConsumers(context: Context, version: number, pending: PendingEntries): StreamConsumer[] {
  const { cursor } = context;
  const { offset } = cursor;
  const count = cursor.length('a count of consumers');
  checkCount(context, count, 10, 'consumers', offset);
  const consumers: StreamConsumer[] = [];
  const names = new Set<string>();
  for (let i = 0; i < count; i++) {
    const at = cursor.offset;
    const name = cursor.stringBytes();
    const seenAtMs = cursor.i64le();
    const active = version < 3 ? UNKNOWN : cursor.i64le();
    const text = Buffer.from(name).toString('latin1');
    if (names.has(text)) throw new DecodeError('STREAM', `consumer ${quote(name)} stands twice`, at);
    names.add(text);
    consumers.push({ name, seenAtMs, ...(active === UNKNOWN ? {} : { activeAtMs: active }) });
    const owned = cursor.length('a count of pending entries');
    cursor.need(owned * ID_BYTES);
    for (let j = 0; j < owned; j++) {
      const entry = readOwnId(context, pending, `consumer ${quote(name)}`);
      if (pending.consumer[entry] !== NOBODY) {
        throw new DecodeError('STREAM', `a pending entry of consumer ${quote(name)} has an owner already`, at);
      }
      pending.consumer[entry] = i;
    }
  }
  return consumers;
}

/** A bare id that must be in the group's PEL; gives its index there. */
function readOwnId(context: Context, pending: PendingEntries, whose: string): number {
  const { cursor } = context;
  const { offset } = cursor;
  const ms = cursor.u64be();
  const seq = cursor.u64be();
  const entry = find(pending.ids, pending.count, ms, seq);
  if (entry < 0) {
    throw new DecodeError('STREAM', `entry ${ms}-${seq} of ${whose} is not among the group's pending ones`, offset);
  }
  return entry;
}

function readNacked(context: Context, pending: PendingEntries): StreamId[] {
  const { cursor } = context;
  const { offset } = cursor;
  const count = cursor.length('a count of nacked entries');
  checkCount(context, count, ID_BYTES, 'nacked entries', offset);
  cursor.need(count * ID_BYTES);
  const nacked: StreamId[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    const entry = readOwnId(context, pending, 'the NACK zone');
    const id = { ms: pending.ids[2 * entry] ?? 0n, seq: pending.ids[2 * entry + 1] ?? 0n };
    if (pending.consumer[entry] !== NOBODY) {
      throw new DecodeError('STREAM', `nacked entry ${id.ms}-${id.seq} has a consumer`, offset);
    }
    if (seen.has(entry)) throw new DecodeError('STREAM', `nacked entry ${id.ms}-${id.seq} stands twice`, offset);
    seen.add(entry);
    nacked.push(id);
  }
  return nacked;
}

/** Each pending entry has a consumer or is nacked. Redis looks only if told to; reading goes on without. */
function checkOwners(context: Context, pending: PendingEntries, nacked: readonly StreamId[] | undefined): void {
  let unowned = 0;
  for (const consumer of pending.consumer) if (consumer === NOBODY) unowned++;
  if (unowned === (nacked?.length ?? 0)) return;
  const words = `${unowned - (nacked?.length ?? 0)} pending entries belong to no consumer`;
  if (context.strict || context.payload || context.dialect.listpack === 'deep') {
    throw new DecodeError('STREAM', words, context.cursor.offset);
  }
  context.warn('STREAM', words, context.cursor.offset);
}

function quote(name: Uint8Array): string {
  return JSON.stringify(Buffer.from(name).toString('latin1'));
}
