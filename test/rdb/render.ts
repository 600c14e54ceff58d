/** What a file decodes to, as lines of JSON. */
import { Arena } from '../../src/bytes/arena.ts';
import { ByteWriter } from '../../src/bytes/writer.ts';
import { decode, type DecodeOptions } from '../../src/decode.ts';
import { JsonFormatter } from '../../src/formatters/json/formatter.ts';
import type { Source } from '../../src/io/source.ts';
import { BYTES } from '../../src/kernels/kernels.ts';

export async function renderLines(source: Source, options: DecodeOptions = {}): Promise<string[]> {
  const pieces: Buffer[] = [];
  const formatter = new JsonFormatter(new ByteWriter((bytes) => pieces.push(Buffer.from(bytes))), {
    records: true,
    array: false,
    bytes: BYTES.AUTO,
    noModuleBytes: false,
    slots: false,
    keysOnly: false,
  });
  await decode(source, formatter, options);
  formatter.finish();
  return Buffer.concat(pieces).toString().trimEnd().split('\n');
}

/** CRC64 as the trailer of a file has it. */
export function crc64(bytes: Uint8Array): Buffer {
  const arena = new Arena();
  arena.u8.set(bytes, arena.window.start);
  const trailer = Buffer.alloc(8);
  const { start } = arena.window;
  trailer.writeBigUInt64LE(BigInt.asUintN(64, arena.kernels.crc64(0n, start, start + bytes.length)));
  return trailer;
}
