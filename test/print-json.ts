/** RDB bytes in, the JSON formatter's text out. */
import { ByteWriter } from '../src/bytes/writer.ts';
import { decode } from '../src/decode.ts';
import { JsonFormatter } from '../src/formatters/json/formatter.ts';
import type { JsonOptions } from '../src/formatters/json/options.ts';
import type { Source } from '../src/io/source.ts';
import { BYTES } from '../src/kernels/kernels.ts';

export interface PrintOptions extends Partial<JsonOptions> {
  /** The source hands over as many bytes at a time; all at once, if left out. */
  readonly piece?: number;
}

/** @throws RdbToolError */
export async function printJson(bytes: Uint8Array, options: PrintOptions = {}): Promise<string> {
  const parts: Buffer[] = [];
  const writer = new ByteWriter((part) => parts.push(Buffer.from(part)));
  const formatter = new JsonFormatter(writer, {
    records: false,
    array: false,
    bytes: BYTES.AUTO,
    noModuleBytes: false,
    slots: false,
    keysOnly: false,
    ...options,
  });
  await decode(sourceOf(bytes, options.piece ?? bytes.length), formatter);
  formatter.finish();
  return Buffer.concat(parts).toString();
}

function sourceOf(bytes: Uint8Array, piece: number): Source {
  let at = 0;
  return {
    name: 'test',
    size: bytes.length,
    seekable: true,
    read(into) {
      const part = bytes.subarray(at, at + Math.min(piece, into.length));
      into.set(part);
      at += part.length;
      return part.length;
    },
    seek(offset) {
      at = offset;
    },
    close() {},
  };
}
