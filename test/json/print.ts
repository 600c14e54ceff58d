/** What `dump` and `to-json` print of an input, up to its end or its damage. */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import type { JsonOptions } from '../../src/formatters/json/options.ts';
import { decode, RdbToolError, type DecodeOptions, type Input } from '../../src/index.ts';
import { JSON_OPTIONS } from '../tools/decode-bytes.ts';
import { MemorySource } from '../tools/memory-source.ts';

export interface Printed {
  readonly text: string;
  readonly error: RdbToolError | undefined;
}

export async function print(
  input: Input,
  options: Partial<JsonOptions> = {},
  decoding: DecodeOptions = {},
): Promise<Printed> {
  const pieces: Buffer[] = [];
  const out = new ByteWriter((bytes) => pieces.push(Buffer.from(bytes)));
  const formatter = new JsonFormatter(out, { ...JSON_OPTIONS, ...options });
  let error: RdbToolError | undefined;
  try {
    await decode(input, formatter, decoding);
  } catch (thrown) {
    if (!(thrown instanceof RdbToolError)) throw thrown;
    error = thrown;
    formatter.abandon();
  }
  formatter.finish();
  return { text: Buffer.concat(pieces).toString(), error };
}

/** @param piece - bytes that a read gives at most */
export function textSource(text: string, piece?: number): MemorySource {
  return new MemorySource(Buffer.from(text), piece);
}
