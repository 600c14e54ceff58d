/**
 * rdb-tool as a library. Entries as objects: `readEntries`. Faster, and closer to the bytes: `decode` into a sink. What keys
 * take in a server: `reportMemory`, or `decode` into a MemorySink. What two data sets differ in: `diff`. A live server: `followServer`.
 */
export { Arena } from './bytes/arena.ts';
export {
  ConflictError,
  DecodeError,
  LimitError,
  ReplicationError,
  type ReplicationCode,
  RdbToolError,
  SourceError,
  UnsupportedError,
  UsageError,
  type ErrorCode,
} from './errors.ts';
export type {
  Aspect,
  ChangedKey,
  ChangeSink,
  DiffTotals,
  ElementChange,
  FunctionChange,
  KeyFacts,
  SideFacts,
} from './diff/change.ts';
export { type DiffOptions, type Extra } from './diff/diff-options.ts';
export { type DiffSide } from './diff/key-record.ts';
export { NullChanges } from './diff/null-changes.ts';
export { diff, type DiffInputsOptions } from './diff-inputs.ts';
export { type Address, type ConnectionOptions, type TlsSettings } from './connection/endpoint.ts';
export { followServer, type FollowServerOptions } from './follow-server.ts';
export { type FilterOptions } from './filter/key-filter.ts';
export { decodeInput as decode, type DecodeOptions, type Input } from './input.ts';
export { type Source } from './io/source.ts';
export { type ScanInputOptions, type ServerInputOptions } from './server-input.ts';
export { ALLOCATORS, type AllocatorName } from './memory/allocator.ts';
export { parseServerVersion } from './memory/choose-server.ts';
export { MemorySink, type MemoryOptions } from './memory/memory-sink.ts';
export { NullSizes } from './memory/null-sizes.ts';
export { SERVER_MODELS, type ServerModel } from './memory/server-model.ts';
export {
  STRING_ENCODINGS,
  type SizedDatabase,
  type SizedKey,
  type SizedStrings,
  type SizeSink,
} from './memory/sized-key.ts';
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
export { type Position } from './replication/position.ts';
export { type LinkEvent } from './replication/segment.ts';
export { readEntries, readRecords, type ReadOptions } from './read-entries.ts';
export { encodeDumpPayload, type DumpPayloadOptions } from './encode-payload.ts';
export { readDumpPayload, type DumpPayload } from './read-payload.ts';
export { reportMemory, type ReportMemoryOptions } from './report-memory.ts';
export { estimatorOf } from './report/estimator.ts';
export { mergeReports } from './report/merge-reports.ts';
export { parseReport } from './report/parse-report.ts';
export { ReportBuilder } from './report/report-builder.ts';
export { type ReportOptions } from './report/report-options.ts';
export type {
  BudgetFigure,
  Estimator,
  JsonBytes,
  LargeKey,
  MemoryReport,
  PrefixNode,
  PrefixReport,
  ReportGroup,
  ReportSource,
  ReportTotals,
} from './report/report.ts';
export { RespDecoder } from './resp/decode.ts';
export { encodeRequest, encodeValue, type RespEncodeOptions } from './resp/encode.ts';
export { RequestDecoder, type RequestLimits, type RespRequest } from './resp/request.ts';
export { type RespLimits, type RespPair, type RespValue } from './resp/value.ts';
