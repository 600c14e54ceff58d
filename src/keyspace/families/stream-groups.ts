/** Consumer groups: XGROUP, XACK, XNACK. Source: aof-replication-resp.md 2.3; redis src/t_stream.c. */
import { ZERO_ID, type StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { MOST_INTEGER } from '../number.ts';
import { copyOf } from '../span.ts';
import { readId, readIds, readNumberedIds } from '../stream-id.ts';
import { FORM } from '../values/stream-form.ts';
import type { StreamValue } from '../values/stream.ts';
import { Group } from '../values/stream-group.ts';
import { newStream } from './streams.ts';

export const STREAM_GROUP_COMMANDS: CommandTable = {
  xgroup: { arity: -2, run: group },
  xack: { arity: -4, run: acknowledge },
  xnack: { arity: -7, run: nack },
};

function group(keyspace: Keyspace, args: Args): void {
  const word = args.word(1);
  const stream = keyspace.read<StreamValue>(args.span(2), 'stream');
  if (word === 'create') createGroup(keyspace, args, stream);
  else if (stream === undefined) throw new CommandError('no such key');
  else if (word === 'setid') setGroupId(keyspace, args, stream);
  else if (word === 'destroy') stream.removeGroup(args.text(3));
  else if (word === 'createconsumer') addConsumer(keyspace, args, stream);
  else if (word === 'delconsumer') stream.needGroup(args.text(3)).removeConsumer(args.text(4));
  else throw syntaxError();
}

/** [MKSTREAM] [ENTRIESREAD n], in either order. */
function readGroupOptions(args: Args): { makeKey: boolean; entriesRead: bigint | undefined } {
  let makeKey = false;
  let entriesRead: bigint | undefined;
  for (let i = 5; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'mkstream') makeKey = true;
    else if (word === 'entriesread') {
      entriesRead = args.integer(++i);
      if (entriesRead < -1n) throw new CommandError('a number of entries read is negative');
    } else throw syntaxError();
  }
  return { makeKey, entriesRead: entriesRead === -1n ? undefined : entriesRead };
}

/** An id, or `$` for the last one. */
function readGroupId(args: Args, stream: StreamValue | undefined): StreamId {
  return args.text(4) === '$' ? (stream?.lastId ?? ZERO_ID) : readId(args, 4);
}

/** XGROUP CREATE key group id|$ [MKSTREAM] [ENTRIESREAD n]. */
function createGroup(keyspace: Keyspace, args: Args, found: StreamValue | undefined): void {
  const { makeKey, entriesRead } = readGroupOptions(args);
  if (found === undefined && !makeKey) throw new CommandError('no such key');
  const id = readGroupId(args, found);
  if (found?.group(args.text(3)) !== undefined) throw new CommandError('BUSYGROUP: there is such a group');
  const stream = found ?? keyspace.write<StreamValue>(args.span(2), 'stream', () => newStream(keyspace));
  stream.addGroup(new Group(copyOf(args.span(3)), id, clipRead(keyspace, stream, entriesRead)));
}

/** XGROUP SETID key group id|$ [ENTRIESREAD n]. */
function setGroupId(keyspace: Keyspace, args: Args, stream: StreamValue): void {
  const { entriesRead } = readGroupOptions(args);
  const found = stream.needGroup(args.text(3));
  found.lastId = readGroupId(args, stream);
  found.entriesRead = clipRead(keyspace, stream, entriesRead);
}

/** No more than were added. Source: redis 8.6 src/t_stream.c, xgroupCommand(). */
function clipRead(keyspace: Keyspace, stream: StreamValue, entriesRead: bigint | undefined): bigint | undefined {
  if (entriesRead === undefined || entriesRead <= stream.entriesAdded) return entriesRead;
  return keyspace.semantics.since(8, 6) ? stream.entriesAdded : entriesRead;
}

function addConsumer(keyspace: Keyspace, args: Args, stream: StreamValue): void {
  const found = stream.needGroup(args.text(3));
  if (found.consumer(args.text(4)) === undefined) found.addConsumer(copyOf(args.span(4)), BigInt(keyspace.nowMs));
}

function acknowledge(keyspace: Keyspace, args: Args): void {
  const found = keyspace.read<StreamValue>(args.span(1), 'stream')?.group(args.text(2));
  const ids = readIds(args, 3);
  if (found !== undefined) for (const id of ids) found.release(id);
}

interface NackOptions {
  readonly ids: readonly StreamId[];
  readonly deliveries: bigint | undefined;
  readonly force: boolean;
}

/** XNACK key group SILENT|FAIL|FATAL IDS n id … [RETRYCOUNT c] [FORCE]. Source: redis 8.8 src/t_stream.c, xnackCommand(). */
function nack(keyspace: Keyspace, args: Args): void {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  const found = stream?.group(args.text(2));
  if (stream === undefined || found === undefined) throw new CommandError('NOGROUP: no such consumer group');
  const mode = args.word(3);
  if (!['silent', 'fail', 'fatal'].includes(mode)) throw syntaxError();
  const { ids, deliveries, force } = readNackOptions(args);
  stream.raiseForm(FORM.NACK);
  for (const id of ids) {
    const there = found.pending.find(id);
    if (!there && (!force || !stream.entries.has(id))) continue;
    const before = there ? found.pending.deliveries : 0n;
    if (!there) found.pending.add(id);
    found.nack(deliveries ?? deliveriesAfter(mode, before));
  }
}

function deliveriesAfter(mode: string, before: bigint): bigint {
  if (mode === 'fatal') return MOST_INTEGER;
  return mode === 'silent' && before > 0n ? before - 1n : before;
}

function readNackOptions(args: Args): NackOptions {
  let ids: StreamId[] | undefined;
  let deliveries: bigint | undefined;
  let force = false;
  for (let i = 4; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'ids') {
      ids = readNumberedIds(args, i + 1);
      i += 1 + ids.length;
    } else if (word === 'retrycount') {
      deliveries = args.integer(++i);
      if (deliveries < 0n) throw new CommandError('a number of deliveries is negative');
    } else if (word === 'force') force = true;
    else throw syntaxError();
  }
  if (ids === undefined) throw syntaxError();
  return { ids, deliveries, force };
}
