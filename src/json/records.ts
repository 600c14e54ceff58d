/** Records that are no keys, as calls of a sink. Source: record-schema.md. */
import { UnsupportedError } from '../errors.ts';
import type { DialectName, EntrySink, SourceEnd, SourceHeader } from '../model/sink.ts';
import type { JsonReader } from './reader.ts';
import { RowTable } from './row-table.ts';
import { CHAR } from './scan.ts';
import { readStrings } from './value.ts';

/** A record whose members are found. */
export interface JsonRecord {
  readonly reader: JsonReader;
  readonly members: ReadonlyMap<string, number>;
  /** Where it begins in its own source, if it says so; else in the text. */
  readonly offset: number;
}

type Play = (record: JsonRecord, sink: EntrySink) => void;

const FORMATS: ReadonlyMap<string, SourceHeader['format']> = new Map(
  (['rdb', 'aof', 'json'] as const).map((format) => [format, format]),
);
const DIALECTS: ReadonlyMap<string, DialectName> = new Map(
  (['redis', 'valkey', 'keydb', 'redict', 'dragonfly'] as const).map((name) => [name, name]),
);
const CHECKSUMS: ReadonlyMap<string, SourceEnd['checksum']> = new Map(
  (['ok', 'none', 'skipped'] as const).map((checksum) => [checksum, checksum]),
);

export function readHeader({ reader, members, offset }: JsonRecord): SourceHeader {
  const format = wordOf({ reader, members, offset }, 'format', FORMATS);
  const dialect = wordOf({ reader, members, offset }, 'dialect', DIALECTS);
  const version = reader.find(members, 'version') ? reader.count('version') : undefined;
  return { format, version, dialect, offset };
}

export function readEnd(record: JsonRecord): SourceEnd {
  return {
    checksum: wordOf(record, 'checksum', CHECKSUMS),
    bytes: count(record, 'bytes'),
    offset: record.offset,
  };
}

/** By the name in `record`. Header, key and eof records are the decoder's own. */
export const RECORDS: ReadonlyMap<string, Play> = new Map<string, Play>([
  ['aux', playAux],
  ['select-db', (record, sink) => sink.selectDb(count(record, 'db'), record.offset)],
  ['resize-db', (record, sink) => sink.resizeDb(count(record, 'keys'), count(record, 'expires'), record.offset)],
  [
    'slot-info',
    (record, sink) =>
      sink.slotInfo(count(record, 'slot'), count(record, 'keys'), count(record, 'expires'), record.offset),
  ],
  ['slot-import', playSlotImport],
  ['function', playFunction],
  ['module-aux', playModuleAux],
  ['hash-template', playTemplate],
  ['command', playCommand],
  ['annotation', playAnnotation],
]);

function playAux(record: JsonRecord, sink: EntrySink): void {
  const { reader } = record;
  to(record, 'name');
  reader.bytes('name');
  const { start, stop } = reader;
  to(record, 'value');
  reader.bytes('value');
  sink.aux(start, stop, reader.start, reader.stop, record.offset);
}

function playSlotImport(record: JsonRecord, sink: EntrySink): void {
  const { reader } = record;
  to(record, 'job');
  const job = reader.copy('job');
  const ranges: [number, number][] = [];
  to(record, 'ranges');
  for (let more = reader.enter(CHAR.OPEN_ARRAY, 'ranges'); more; more = reader.more()) {
    reader.enterPair('a range');
    const first = reader.count('a slot');
    reader.secondOfPair('a range');
    ranges.push([first, reader.count('a slot')]);
    reader.leavePair('a range');
  }
  sink.slotImport(job, ranges, record.offset);
}

function playFunction(record: JsonRecord, sink: EntrySink): void {
  const { reader, members } = record;
  to(record, 'engine');
  // An engine is named by text, whatever bytes are printed as.
  const engine = reader.unicode('engine');
  to(record, 'name');
  const name = reader.copy('name');
  to(record, 'code');
  const code = reader.copy('code');
  const description = reader.find(members, 'description') ? { description: reader.copy('description') } : {};
  sink.functionLibrary({ engine, name, code, ...description }, record.offset);
}

function playModuleAux(record: JsonRecord, sink: EntrySink): void {
  const { reader } = record;
  to(record, 'module');
  const name = reader.text('module');
  const version = count(record, 'moduleVersion');
  to(record, 'when');
  const { at } = reader;
  const when = reader.text('when');
  if (when !== 'before-keys' && when !== 'after-keys') throw reader.refuse(`no such time ${JSON.stringify(when)}`, at);
  to(record, 'payload');
  const payload = reader.members('payload');
  reader.to(payload, '$base64', 'payload');
  reader.base64('payload');
  sink.moduleAux({ name, version }, when, reader.start, reader.stop, record.offset);
}

function playTemplate(record: JsonRecord, sink: EntrySink): void {
  const { reader } = record;
  to(record, 'id');
  const id = reader.u64('id');
  to(record, 'fields');
  sink.hashTemplate(id, readStrings(reader, 'fields'), record.offset);
}

function playCommand(record: JsonRecord, sink: EntrySink): void {
  const { reader, members, offset } = record;
  if (sink.command === undefined) {
    throw new UnsupportedError('a command, where keys are wanted: JSON of a log is not replayed', offset);
  }
  const db = count(record, 'db');
  const timestampMs = reader.find(members, 'timestamp') ? reader.count('timestamp') : undefined;
  to(record, 'args');
  const table = new RowTable(reader.arena);
  for (let more = reader.enter(CHAR.OPEN_ARRAY, 'args'); more; more = reader.more()) {
    reader.bytes('an argument');
    table.add(reader.start, reader.stop);
  }
  if (table.count === 0) throw reader.refuse('a command without a name');
  sink.command({ db, timestampMs, offset }, table.address, table.count);
}

function playAnnotation(record: JsonRecord, sink: EntrySink): void {
  const { reader } = record;
  to(record, 'text');
  reader.bytes('text');
  sink.annotation?.(reader.start, reader.stop, record.offset);
}

function to({ reader, members }: JsonRecord, name: string): void {
  reader.to(members, name, 'the record');
}

function count(record: JsonRecord, name: string): number {
  to(record, name);
  return record.reader.count(name);
}

function wordOf<T>(record: JsonRecord, name: string, words: ReadonlyMap<string, T>): T {
  to(record, name);
  const { reader } = record;
  const { at } = reader;
  const text = reader.text(name);
  const word = words.get(text);
  if (word === undefined) throw reader.refuse(`no such ${name} ${JSON.stringify(text)}`, at);
  return word;
}
