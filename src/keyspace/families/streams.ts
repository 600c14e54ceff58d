/** Entries of streams: XADD, XDEL, XTRIM, XSETID. Source: aof-replication-resp.md 2.3; redis src/t_stream.c. */
import { compareIds, ZERO_ID, type StreamId } from '../../model/stream.ts';
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { digestFields } from '../field-digest.ts';
import type { Keyspace } from '../keyspace.ts';
import { copyOf } from '../span.ts';
import { isLastId, largerId, nextId, readId, readIds, tryReadId } from '../stream-id.ts';
import type { StreamBlock } from '../values/stream-block.ts';
import { FORM, formOfServer } from '../values/stream-form.ts';
import { StreamValue } from '../values/stream.ts';
import { readReferences, type References } from './stream-references.ts';

export const STREAM_COMMANDS: CommandTable = {
  xadd: { arity: -5, run: add },
  xdel: { arity: -3, run: remove },
  xtrim: { arity: -4, run: trim },
  xsetid: { arity: -3, run: setId },
};

/** `about`: only whole nodes go. Logs do not have it, as what is trimmed about (~) is logged as what came of it. */
type Limit = { readonly about: boolean } & ({ readonly length: number } | { readonly before: StreamId });

interface AddOptions {
  readonly limit: Limit | undefined;
  readonly references: References;
  readonly makeKey: boolean;
  /** Where IDMP's producer stands, and its iid; IDMPAUTO makes one of the fields. */
  readonly producer: number | undefined;
  readonly iid: number | undefined;
  /** Where the id stands, or where an option should. */
  readonly end: number;
}

/** Options up to the id of XADD, or to the end of XTRIM. Source: redis 8.6 src/t_stream.c, streamParseAddOrTrimArgsOrReply(). */
function readAddOptions(args: Args, xadd: boolean): AddOptions {
  let limit: Limit | undefined;
  let references: References | undefined;
  let makeKey = true;
  let producer: number | undefined;
  let iid: number | undefined;
  let i = 2;
  for (; i < args.count; i++) {
    const word = args.word(i);
    if (word === 'maxlen' || word === 'minid') {
      if (limit !== undefined) throw syntaxError();
      const sign = args.text(i + 1);
      i += sign === '=' || sign === '~' ? 2 : 1;
      const about = sign === '~';
      limit = word === 'minid' ? { about, before: readId(args, i) } : { about, length: readLength(args, i) };
    } else if (word === 'limit') readLength(args, ++i);
    else if (references === undefined && readReferences(word) !== undefined) references = readReferences(word);
    else if (!xadd) throw syntaxError();
    else if (word === 'nomkstream') makeKey = false;
    else if (word === 'idmp' || word === 'idmpauto') {
      if (producer !== undefined) throw syntaxError();
      producer = ++i;
      if (word === 'idmp') iid = ++i;
    } else break;
  }
  return { limit, references: references ?? 'keepref', makeKey, producer, iid, end: i };
}

function readLength(args: Args, at: number): number {
  const length = args.number(at);
  if (length < 0) throw new CommandError('a length is negative');
  return length;
}

/** XADD key [NOMKSTREAM] [KEEPREF|DELREF|ACKED] [IDMP p i|IDMPAUTO p] [MAXLEN|MINID [=|~] t [LIMIT n]] id field value … */
function add(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const options = readAddOptions(args, true);
  const { end, producer } = options;
  const first = end + 1;
  if (args.count < first + 2 || (args.count - first) % 2 !== 0) throw new CommandError('a wrong number of arguments');
  const found = keyspace.read<StreamValue>(key, 'stream');
  if (producer !== undefined && args.text(end) === '*') {
    // Logged as it came in if it was refused as a duplicate; if not, its id would stand here.
    if (found !== undefined) countDuplicate(found);
    return;
  }
  if (found === undefined && !options.makeKey) return;
  const id = readNewId(args, end, found?.lastId ?? ZERO_ID, keyspace.nowMs);
  const stream = found ?? keyspace.write<StreamValue>(key, 'stream', () => newStream(keyspace));
  stream.add(id, args, first);
  if (producer !== undefined) record(stream, args, options, id);
  if (options.limit !== undefined) cut(stream, options.limit, options.references);
}

/** An id as it stands there, or `*`, or `ms-*`. @throws CommandError: it is not above the last one */
function readNewId(args: Args, at: number, last: StreamId, nowMs: number): StreamId {
  if (isLastId(last)) throw new CommandError('the stream has had the last id there is');
  const id = tryReadId(args, at) ?? nextIdOf(args.text(at), last, nowMs);
  if (compareIds(id, last) <= 0) throw new CommandError('an id is not above the last one of the stream');
  return id;
}

/** `*` or `ms-*`. */
function nextIdOf(text: string, last: StreamId, nowMs: number): StreamId {
  if (text === '*') return nextId(last, nowMs);
  const [, digits] = /^(\d{1,19})-\*$/.exec(text) ?? [];
  if (digits === undefined) throw new CommandError('an argument is no id of a stream');
  const ms = BigInt(digits);
  return { ms, seq: ms === last.ms ? last.seq + 1n : 0n };
}

export function newStream(keyspace: Keyspace): StreamValue {
  return new StreamValue(formOfServer(keyspace.semantics));
}

function countDuplicate(stream: StreamValue): void {
  stream.raiseForm(FORM.IDMP);
  stream.needIdmp().duplicates++;
}

function record(stream: StreamValue, args: Args, { producer = 0, iid, end }: AddOptions, id: StreamId): void {
  stream.raiseForm(FORM.IDMP);
  const key = iid === undefined ? digestFields(args, end + 1) : copyOf(args.span(iid));
  stream.needIdmp().record(copyOf(args.span(producer)), key, id);
}

function cut(stream: StreamValue, limit: Limit, references: References): void {
  const { entries } = stream;
  // Servers go on to the next node as long as the whole of a node may go. Source: redis 8.2 src/t_stream.c, streamTrim().
  const goesOn = (block: StreamBlock): boolean =>
    'length' in limit
      ? entries.length - block.live >= limit.length
      : compareIds(block.idAt(block.count - 1), limit.before) < 0;
  if (references === 'keepref') {
    if (limit.about) entries.dropBlocks(goesOn);
    else if ('length' in limit) entries.trimTo(limit.length);
    else entries.trimBefore(limit.before);
    return;
  }
  entries.trim(goesOn, (id) => {
    const done = 'length' in limit ? entries.length <= limit.length : compareIds(id, limit.before) >= 0;
    if (done) return 'stop';
    if (references === 'acked') return stream.isReferenced(id) ? 'keep' : 'remove';
    stream.dropReferences(id);
    return 'remove';
  });
}

function remove(keyspace: Keyspace, args: Args): void {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  const ids = readIds(args, 2);
  if (stream === undefined) return;
  for (const id of ids) stream.remove(id);
}

function trim(keyspace: Keyspace, args: Args): void {
  const { limit, references } = readAddOptions(args, false);
  if (limit === undefined) throw syntaxError();
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  if (stream !== undefined) cut(stream, limit, references);
}

/** XSETID key id [ENTRIESADDED n] [MAXDELETEDID id]. */
function setId(keyspace: Keyspace, args: Args): void {
  const id = readId(args, 2);
  let added: bigint | undefined;
  let deleted = ZERO_ID;
  for (let i = 3; i < args.count; i += 2) {
    const word = args.word(i);
    if (word === 'entriesadded') added = args.integer(i + 1);
    else if (word === 'maxdeletedid') deleted = readId(args, i + 1);
    else throw syntaxError();
  }
  if (added !== undefined && added < 0n) throw new CommandError('a number of entries added is negative');
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  if (stream === undefined) throw new CommandError('no such key');
  checkLastId(stream, id, deleted, added);
  // Up to 7.0 what was deleted before did not count. A log that does not tell its server has it from such a one: others log no
  // command that they refused.
  const { told } = keyspace.semantics;
  if (told && keyspace.semantics.since(7, 2) && compareIds(id, stream.maxDeletedId) < 0) {
    throw new CommandError('the id is below one that was deleted');
  }
  stream.lastId = id;
  if (args.count > 3) stream.raiseForm(FORM.COUNTED);
  if (added !== undefined) stream.entriesAdded = added;
  if (compareIds(deleted, ZERO_ID) > 0) stream.maxDeletedId = deleted;
}

function checkLastId(stream: StreamValue, id: StreamId, deleted: StreamId, added: bigint | undefined): void {
  const { entries } = stream;
  const last = entries.lastId;
  const least = last === undefined ? deleted : largerId(deleted, last);
  if (compareIds(id, least) < 0) throw new CommandError('the id is below one of the stream');
  if (last !== undefined && added !== undefined && added < BigInt(entries.length)) {
    throw new CommandError('fewer entries added than there are');
  }
}
