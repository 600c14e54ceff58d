/** Idempotent producers of streams: XCFGSET, XIDMPRECORD (Redis 8.6). Source: redis 8.6 src/t_stream.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { formatStreamId } from '../../model/stream.ts';
import { copyOf } from '../span.ts';
import { readId } from '../stream-id.ts';
import { FORM } from '../values/stream-form.ts';
import type { StreamValue } from '../values/stream.ts';

export const STREAM_IDMP_COMMANDS: CommandTable = {
  xcfgset: { arity: -4, run: configure },
  xidmprecord: { arity: 5, run: record },
};

/** Source: redis 8.6 src/config.h, CONFIG_STREAM_IDMP_MAX_DURATION, CONFIG_STREAM_IDMP_MAX_MAXSIZE. */
const LONGEST_SECONDS = 86400n;
const MOST_ENTRIES = 10000n;

/** XCFGSET key [IDMP-DURATION s] [IDMP-MAXSIZE n]: what changes empties the table. */
function configure(keyspace: Keyspace, args: Args): void {
  const stream = needStream(keyspace, args);
  const before = stream.needIdmp();
  let { durationSeconds, maxEntries } = before;
  for (let i = 2; i < args.count; i += 2) {
    const word = args.word(i);
    if (word === 'idmp-duration') durationSeconds = within(args.integer(i + 1), LONGEST_SECONDS);
    else if (word === 'idmp-maxsize') maxEntries = within(args.integer(i + 1), MOST_ENTRIES);
    else throw syntaxError();
  }
  stream.raiseForm(FORM.IDMP);
  if (durationSeconds === before.durationSeconds && maxEntries === before.maxEntries) return;
  before.clear();
  before.durationSeconds = durationSeconds;
  before.maxEntries = maxEntries;
}

function within(value: bigint, most: bigint): bigint {
  if (value < 1n || value > most) throw new CommandError(`a setting is out of range 1..${most}`);
  return value;
}

/** XIDMPRECORD key producer iid id. */
function record(keyspace: Keyspace, args: Args): void {
  const id = readId(args, 4);
  const producer = copyOf(args.span(2));
  const iid = copyOf(args.span(3));
  if (producer.length === 0 || iid.length === 0) throw new CommandError('a producer or an iid is empty');
  const stream = needStream(keyspace, args);
  if (!stream.entries.has(id)) throw new CommandError('no such entry in the stream');
  const table = stream.needIdmp();
  const found = table.find(producer, iid);
  if (found === formatStreamId(id)) return;
  if (found !== undefined) throw new CommandError('the iid stands for another entry');
  stream.raiseForm(FORM.IDMP);
  table.record(producer, iid, id);
}

function needStream(keyspace: Keyspace, args: Args): StreamValue {
  const stream = keyspace.read<StreamValue>(args.span(1), 'stream');
  if (stream === undefined) throw new CommandError('no such key');
  return stream;
}
