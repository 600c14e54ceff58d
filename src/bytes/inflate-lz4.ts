/** LZ4 in memory. */
import { DecodeError, LimitError } from '../errors.ts';
import { Lz4Frame } from './lz4-frame.ts';

/**
 * Inflate exactly one LZ4 frame.
 *
 * @param most - bytes that it may inflate to
 * @param offset - where it stands in the source, for errors
 * @throws DecodeError COMPRESSION, LimitError, UnsupportedError
 */
export function inflateLz4(bytes: Uint8Array, most: number, offset = 0): Uint8Array {
  const frame = new Lz4Frame(offset);
  const plain: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  while (frame.wanted > 0) {
    const next = at + frame.wanted;
    if (next > bytes.length) throw new DecodeError('COMPRESSION', 'the LZ4 data ends too early', offset + bytes.length);
    const piece = frame.step(bytes.subarray(at, next));
    at = next;
    if (piece === undefined) continue;
    length += piece.length;
    if (length > most) throw new LimitError(`the LZ4 data inflates to more than ${most} bytes`, offset);
    // The frame uses its memory again.
    plain.push(piece.slice());
  }
  if (at < bytes.length) throw new DecodeError('COMPRESSION', 'bytes after the LZ4 data', offset + at);
  return Buffer.concat(plain, length);
}
