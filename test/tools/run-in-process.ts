/** A file or a log read in this process, as `to-json` reads it. */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { RdbToolError } from '../../src/errors.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decodeInput } from '../../src/input.ts';
import { JSON_OPTIONS } from './decode-bytes.ts';
import type { Run } from './judge.ts';

export const runInProcess: Run = async (path, options) => {
  const chunks: Buffer[] = [];
  const sink = new JsonFormatter(new ByteWriter((chunk) => chunks.push(Buffer.from(chunk))), JSON_OPTIONS);
  let said = false;
  let failed: RdbToolError | undefined;
  try {
    await decodeInput(path, sink, {
      ...options,
      onWarning: () => {
        said = true;
      },
    });
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
    failed = error;
    sink.abandon();
  }
  sink.finish();
  const error = failed && `${failed.code}: ${failed.message}`;
  return { text: Buffer.concat(chunks).toString(), error, said: said || error !== undefined };
};
