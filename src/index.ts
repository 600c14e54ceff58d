/** rdb-tool as a library. Entries as objects: `readEntries`. Faster, and closer to the bytes: `decode` into a sink. */
export { Arena } from './bytes/arena.ts';
export {
  DecodeError,
  LimitError,
  RdbToolError,
  SourceError,
  UnsupportedError,
  UsageError,
  type ErrorCode,
} from './errors.ts';
export { decodeInput as decode, type DecodeOptions, type Input } from './input.ts';
export { type Source } from './io/source.ts';
export { type ModuleId } from './model/module-id.ts';
export { NullSink } from './model/null-sink.ts';
export type {
  AnnotationRecord,
  AuxRecord,
  CommandRecord,
  Entry,
  EofRecord,
  FunctionRecord,
  HashTemplateRecord,
  HeaderRecord,
  MemberExpiry,
  ModuleAuxRecord,
  RdbRecord,
  ResizeDbRecord,
  SelectDbRecord,
  SlotImportRecord,
  SlotInfoRecord,
} from './model/record.ts';
export {
  ENOUGH,
  type CommandPlace,
  type CronJob,
  type DialectName,
  type EntrySink,
  type FunctionLibrary,
  type Interest,
  type KeyEnd,
  type KeyHeader,
  type KeyMeta,
  type SourceEnd,
  type SourceHeader,
  type StringKeys,
  type ValueType,
} from './model/sink.ts';
export { keySlot } from './model/slot.ts';
export {
  formatStreamId,
  NOBODY,
  type PendingEntries,
  type StreamConsumer,
  type StreamGroup,
  type StreamId,
  type StreamIdmp,
  type StreamTotals,
} from './model/stream.ts';
export type {
  ArrayItem,
  ArrayValue,
  CronValue,
  HashField,
  HashPath,
  HashValue,
  ListValue,
  ModuleValue,
  PathHashValue,
  SetValue,
  StreamEntry,
  StreamField,
  StreamGroupValue,
  StreamPending,
  StreamValue,
  StringValue,
  Value,
  ZsetMember,
  ZsetValue,
} from './model/value.ts';
export { type Warning } from './rdb/context.ts';
export { readEntries, readRecords, type ReadOptions } from './read-entries.ts';
export { encodeDumpPayload, type DumpPayloadOptions } from './encode-payload.ts';
export { readDumpPayload, type DumpPayload } from './read-payload.ts';
export { RespDecoder } from './resp/decode.ts';
export { encodeRequest, encodeValue, type RespEncodeOptions } from './resp/encode.ts';
export { RequestDecoder, type RequestLimits, type RespRequest } from './resp/request.ts';
export { type RespLimits, type RespPair, type RespValue } from './resp/value.ts';
