/** XCLAIM: how logs tell of deliveries and changes of owner. Source: redis src/t_stream.c, xclaimCommand(). */
import { ZERO_ID, type StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { MOST_INTEGER } from '../number.ts';
import { copyOf } from '../span.ts';
import { largerId, readId, tryReadId } from '../stream-id.ts';
import type { StreamValue } from '../values/stream.ts';
import type { Consumer, Group } from '../values/stream-group.ts';

export const STREAM_CLAIM_COMMANDS: CommandTable = {
  xclaim: { arity: -6, run: claim },
};

interface ClaimOptions {
  readonly ids: readonly StreamId[];
  readonly leastIdle: bigint;
  readonly deliveredAtMs: bigint;
  readonly deliveries: bigint | undefined;
  readonly force: boolean;
  readonly justId: boolean;
  readonly lastId: StreamId;
}

/** XCLAIM key group consumer min-idle id … [IDLE ms|TIME ms] [RETRYCOUNT n] [FORCE] [JUSTID] [LASTID id]. */
function claim(keyspace: Keyspace, args: Args): void {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  const group = stream?.group(args.text(2));
  if (stream === undefined || group === undefined) throw new CommandError('NOGROUP: no such consumer group');
  const options = readClaim(args, BigInt(keyspace.nowMs));
  group.lastId = largerId(group.lastId, options.lastId);
  const now = BigInt(keyspace.nowMs);
  const claimant = (): Consumer => {
    const consumer = group.consumer(args.text(3)) ?? group.addConsumer(copyOf(args.span(3)), now);
    consumer.seenAtMs = now;
    return consumer;
  };
  // Before 7.2 there is no consumer until it has an entry.
  if (keyspace.semantics.since(7, 2)) claimant();
  for (const id of options.ids) {
    if (!stream.entries.has(id)) {
      // Since 7.0 an entry that is gone is pending no more.
      if (keyspace.semantics.since(7, 0)) group.release(id);
      if (!group.pending.find(id)) continue;
    }
    if (isClaimable(group, id, options, now)) claimOne(group, claimant(), id, options, now);
  }
}

/** It is pending, and idle long enough, or can be made to be. */
function isClaimable({ pending }: Group, id: StreamId, { force, leastIdle }: ClaimOptions, now: bigint): boolean {
  if (!pending.find(id)) return force;
  return pending.owner < 0 || leastIdle <= 0n || now - pending.deliveredAtMs >= leastIdle;
}

function claimOne(group: Group, consumer: Consumer, id: StreamId, options: ClaimOptions, now: bigint): void {
  const { pending } = group;
  const { deliveredAtMs, deliveries, justId } = options;
  if (!pending.find(id)) {
    pending.add(id);
    // As made by a delivery.
    pending.set(consumer.number, now, 1n);
  }
  const before = pending.deliveries;
  const counted = justId || before >= MOST_INTEGER ? before : before + 1n;
  pending.set(consumer.number, deliveredAtMs, deliveries ?? counted);
  consumer.activeAtMs = now;
}

function readClaim(args: Args, now: bigint): ClaimOptions {
  const leastIdle = args.integer(4);
  const ids: StreamId[] = [];
  let i = 5;
  for (; i < args.count; i++) {
    const id = tryReadId(args, i);
    if (id === undefined) break;
    ids.push(id);
  }
  let deliveredAtMs: bigint | undefined;
  let deliveries: bigint | undefined;
  let force = false;
  let justId = false;
  let lastId = ZERO_ID;
  for (; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'force') force = true;
    else if (word === 'justid') justId = true;
    else if (word === 'idle') deliveredAtMs = now - args.integer(++i);
    else if (word === 'time') deliveredAtMs = args.integer(++i);
    else if (word === 'retrycount') deliveries = args.integer(++i);
    else if (word === 'lastid') lastId = readId(args, ++i);
    else throw syntaxError();
  }
  // A time that cannot be is the time of loading.
  const odd = deliveredAtMs === undefined || deliveredAtMs < 0n || deliveredAtMs > now;
  return {
    ids,
    leastIdle,
    deliveredAtMs: odd ? now : (deliveredAtMs ?? now),
    deliveries: deliveries !== undefined && deliveries < 0n ? undefined : deliveries,
    force,
    justId,
    lastId,
  };
}
