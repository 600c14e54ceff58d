/** The memory report of an input: the size model and what a report makes of it, in one call. */
import { maskedUrl } from './connection/mask-url.ts';
import { decodeInput, type DecodeOptions, type Input } from './input.ts';
import type { AllocatorName } from './memory/allocator.ts';
import { parseServerVersion } from './memory/choose-server.ts';
import { MemorySink } from './memory/memory-sink.ts';
import { estimatorOf } from './report/estimator.ts';
import { ReportBuilder } from './report/report-builder.ts';
import type { ReportOptions } from './report/report-options.ts';
import type { MemoryReport } from './report/report.ts';

/** `nowMs` (Unix ms) is what TTL bands and, in a log, relative expiries count from. */
export interface ReportMemoryOptions extends Omit<ReportOptions, 'nowMs'>, DecodeOptions {
  /** The server that would load the input, as in `redis-7.2` or `valkey-9.1`; else the one that wrote it. */
  readonly serverVersion?: string;
  /** Its allocator; else the jemalloc that comes with the server's source. */
  readonly allocator?: AllocatorName;
  /** What the report calls the input; else its path. */
  readonly name?: string;
}

/**
 * What `rdb-tool memory-report --format json` prints of one input, as an object; `mergeReports` adds up several.
 *
 * @throws RdbToolError: UsageError (no such server, what cannot separate prefixes), SourceError, DecodeError,
 *   UnsupportedError, LimitError. There is no report of a part: for that, put a MemorySink before a ReportBuilder.
 */
export async function reportMemory(input: Input, options: ReportMemoryOptions = {}): Promise<MemoryReport> {
  const { serverVersion, allocator } = options;
  const server = serverVersion === undefined ? undefined : parseServerVersion(serverVersion, 'serverVersion');
  const builder = new ReportBuilder(options.name ?? nameOf(input), options);
  const sink = new MemorySink(builder, { server, allocator });
  await decodeInput(input, sink, options);
  return builder.report(estimatorOf(sink), true);
}

function nameOf(input: Input): string {
  if (typeof input === 'string') return maskedUrl(input);
  if (input instanceof Uint8Array) return '<bytes>';
  return 'name' in input ? input.name : '<stream>';
}
