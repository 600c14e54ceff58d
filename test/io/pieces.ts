/** Sources for tests: bytes in pieces of a given size, and a source read to its end. */
import type { Source } from '../../src/io/source.ts';
import { StreamSource } from '../../src/io/stream.ts';

export function inPieces(bytes: Uint8Array, size: number): StreamSource {
  return new StreamSource('test', pieces(bytes, size));
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function readAll(source: Source, room = 64 * 1024): Promise<Buffer> {
  const all: Buffer[] = [];
  const into = new Uint8Array(room);
  for (;;) {
    const got = await source.read(into);
    if (got === 0) return Buffer.concat(all);
    all.push(Buffer.from(into.subarray(0, got)));
  }
}

export function fromHex(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}
