/** Bytes of an RDB file or of a log to what `dump` or `to-json` print of them, and what they complain about. */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { contentSteps, type Contents } from '../../src/input.ts';
import { detectSource } from '../../src/io/detect.ts';
import { makeLog } from '../../src/io/log.ts';
import { RdbToolError } from '../../src/errors.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import type { JsonOptions } from '../../src/formatters/json/options.ts';
import { BYTES } from '../../src/kernels/kernels.ts';
import type { Warning } from '../../src/rdb/context.ts';
import type { RdbOptions } from '../../src/rdb/decode.ts';
import { MemorySource } from './memory-source.ts';

export interface Decoded {
  /** NDJSON: the records up to the error, if there is one. */
  readonly text: string;
  readonly warnings: readonly Warning[];
  readonly error: RdbToolError | undefined;
  /** What the arena has grown to. */
  readonly memoryBytes: number;
}

export interface DecodeBytesOptions extends RdbOptions {
  /** Every record, as `dump` has it; else key records alone. */
  readonly records?: boolean;
  /** Bytes a read gives at most. */
  readonly piece?: number;
  /** Come as from a pipe. */
  readonly pipe?: boolean;
}

export const JSON_OPTIONS: JsonOptions = {
  records: false,
  array: false,
  bytes: BYTES.AUTO,
  noModuleBytes: false,
  slots: false,
  keysOnly: false,
};

/** Anything thrown that is no RdbToolError is a bug and goes through. */
export async function decodeBytes(bytes: Uint8Array, options: DecodeBytesOptions = {}): Promise<Decoded> {
  const { records = false, piece, pipe, ...rest } = options;
  const chunks: Buffer[] = [];
  const out = new ByteWriter((chunk) => chunks.push(Buffer.from(chunk)));
  const sink = new JsonFormatter(out, { ...JSON_OPTIONS, records });
  const warnings: Warning[] = [];
  let error: RdbToolError | undefined;
  try {
    const { source, format } = await detectSource(new MemorySource(bytes, piece, pipe), { anyFormat: true });
    const contents: Contents = format === 'aof' ? { format, log: makeLog([{ source }]) } : { format: 'rdb', source };
    const steps = contentSteps(contents, sink, { onWarning: (warning) => warnings.push(warning), ...rest });
    while ((await steps.next()).done !== true);
  } catch (thrown) {
    if (!(thrown instanceof RdbToolError)) throw thrown;
    error = thrown;
    sink.abandon();
  }
  sink.finish();
  const memoryBytes = out.memory.kernels.memory.buffer.byteLength;
  return { text: Buffer.concat(chunks).toString(), warnings, error, memoryBytes };
}

/** A line for each warning, and one for the error. */
export function complaintsOf({ warnings, error }: Pick<Decoded, 'warnings' | 'error'>): string {
  const lines = warnings.map(({ code }) => `warning ${code}\n`);
  return error === undefined ? lines.join('') : `${lines.join('')}error ${error.code}\n`;
}
