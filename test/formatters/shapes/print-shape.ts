/** A file of hex through a shape, as text. */
import { ByteWriter } from '../../../src/bytes/writer.ts';
import { decode } from '../../../src/decode.ts';
import type { Source } from '../../../src/io/source.ts';
import type { ShapeSink } from '../../../src/formatters/shapes/shape-sink.ts';

export type Shape = new (out: ByteWriter) => ShapeSink;

/** Magic, the records, EOF, and no checksum. */
export function rdb(version: number, hex: string): Buffer {
  const magic = `REDIS${String(version).padStart(4, '0')}`;
  return Buffer.concat([
    Buffer.from(magic),
    Buffer.from(hex.replace(/\s/g, ''), 'hex'),
    Buffer.from('ff0000000000000000', 'hex'),
  ]);
}

/** Bytes that come `chunk` at a time. */
function sourceOf(bytes: Uint8Array, chunk: number): Source {
  let at = 0;
  return {
    name: 'test',
    size: bytes.length,
    seekable: true,
    read(into) {
      const piece = bytes.subarray(at, at + Math.min(chunk, into.length));
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
    seek(offset) {
      at = offset;
    },
    close() {},
  };
}

/** What the shape prints for these files; a damaged one is abandoned where the damage is found. */
export async function printShape(Shape: Shape, files: readonly Uint8Array[], chunk = Infinity): Promise<string> {
  const pieces: Buffer[] = [];
  const shape = new Shape(new ByteWriter((bytes) => pieces.push(Buffer.from(bytes))));
  for (const file of files) {
    try {
      await decode(sourceOf(file, chunk), shape);
    } catch {
      shape.abandon();
    }
  }
  shape.finish();
  return Buffer.concat(pieces).toString('utf8');
}
