/** zstd: any number of frames, skippable ones between them. */
import * as zlib from 'node:zlib';
import { ZstdInflater } from '../bytes/inflate-zstd.ts';
import { ZstdFrames, type ZstdUnit } from '../bytes/zstd-frame.ts';
import type { Input } from './input.ts';
import { ZlibPump, type ZlibTransform } from './transform.ts';

const CHUNK = 256 * 1024;

/** @throws DecodeError COMPRESSION, LimitError, UnsupportedError */
export async function* unzstd(input: Input, largestWindow?: number): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames(input.offset, largestWindow);
  const native = openNative();
  const inflater = native === undefined ? new ZstdInflater() : undefined;
  try {
    for (;;) {
      const bytes = await input.peek(frames.wanted);
      if (bytes.length === 0 && frames.between) return;
      if (bytes.length < frames.wanted) throw frames.truncated(bytes.length);
      const unit = frames.measure(bytes);
      if (unit === undefined) continue;
      let length = 0;
      if (unit.kind === 'block') {
        const block = bytes.subarray(0, unit.size);
        if (native !== undefined) {
          for await (const plain of inflateNative(native, block, frames)) {
            length += plain.length;
            yield plain;
          }
        } else if (inflater !== undefined) {
          const plain = inflater.inflate(unit, block, frames);
          length = plain.length;
          yield plain;
        }
      }
      await passUnit(input, frames, unit, length);
    }
  } finally {
    native?.close();
  }
}

async function passUnit(input: Input, frames: ZstdFrames, unit: ZstdUnit, plain: number): Promise<void> {
  const start = input.offset;
  if (!(await input.pass(unit.size))) throw frames.truncated(input.offset - start);
  frames.pass(unit, plain);
}

/** Node's decompressor looks at the checksums too. */
async function* inflateNative(pump: ZlibPump, block: Uint8Array, frames: ZstdFrames): AsyncGenerator<Uint8Array> {
  pump.feed(block);
  for (;;) {
    let plain: Uint8Array | 'hungry' | 'over';
    try {
      plain = await pump.next();
    } catch (cause) {
      throw frames.damage(`the zstd data is damaged: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    if (typeof plain === 'string') return;
    yield plain;
  }
}

/** What Node 26 has, and its types for Node 20 do not. */
interface NativeZstd {
  createZstdDecompress?: (options: { chunkSize: number }) => ZlibTransform;
  zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array;
}

/** Two frames of the letter a. */
const TWO_FRAMES = Buffer.from('28b52ffd200109000061'.repeat(2), 'hex');

/** Node's own zstd where it is whole: that of Node 22 and 24 ends in silence after the first of several frames. */
function openNative(): ZlibPump | undefined {
  const { createZstdDecompress, zstdDecompressSync } = zlib as NativeZstd;
  if (createZstdDecompress === undefined || zstdDecompressSync?.(TWO_FRAMES).length !== 2) return undefined;
  return new ZlibPump(createZstdDecompress({ chunkSize: CHUNK }));
}
