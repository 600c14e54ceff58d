/** What to-json prints of an input, up to its end or its damage. */
import { ByteWriter } from '../../src/bytes/writer.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import { decode, RdbToolError, type Input } from '../../src/index.ts';
import { BYTES } from '../../src/kernels/kernels.ts';

/** One line a key; a key that the damage cut short is left out. */
export async function keyLines(input: Input): Promise<string[]> {
  const pieces: Buffer[] = [];
  const formatter = new JsonFormatter(new ByteWriter((bytes) => pieces.push(Buffer.from(bytes))), {
    records: false,
    array: false,
    bytes: BYTES.AUTO,
    noModuleBytes: false,
    slots: false,
    keysOnly: false,
  });
  try {
    await decode(input, formatter);
  } catch (error) {
    if (!(error instanceof RdbToolError)) throw error;
    formatter.abandon();
  }
  formatter.finish();
  const lines = Buffer.concat(pieces).toString().split('\n').slice(0, -1);
  return lines.filter((line) => !line.endsWith(',"incomplete":true}'));
}
