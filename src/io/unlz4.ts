/** LZ4 frames, bare as lz4(1) writes them, or one in Valkey's envelope. */
import { LZ4_MAGIC, Lz4Frame } from '../bytes/lz4-frame.ts';
import { SKIPPABLE_MAGIC } from '../bytes/zstd-frame.ts';
import { DecodeError, UnsupportedError } from '../errors.ts';
import type { Input } from './input.ts';
import type { Warn } from './warn.ts';

/** What stands behind "VCS". Source: rdb-format.md 1.9; valkey src/compression_stream.c. */
const ENVELOPE = [
  { what: 'version', only: 1 },
  { what: 'codec', only: 1 },
  { what: 'reserved byte', only: 0 },
  { what: 'kind', only: 1 },
] as const;
const MARK = 3;

/** Frames one after another, with skippable ones between them. @throws DecodeError COMPRESSION, UnsupportedError */
export async function* unlz4(input: Input): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await input.peek(4);
    if (bytes.length === 0) return;
    const magic = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    if (magic === LZ4_MAGIC) yield* unframe(input);
    else if ((magic & ~15) >>> 0 === SKIPPABLE_MAGIC) await passSkippable(input);
    else throw new DecodeError('COMPRESSION', 'bytes after the LZ4 data that are none', input.offset);
  }
}

/**
 * Valkey's compressed RDB file: "VCS" | u8 version | u8 codec | u8 reserved | u8 kind | one LZ4 frame. What follows the frame
 * is left out, as Valkey does.
 *
 * @throws DecodeError COMPRESSION, UnsupportedError
 */
export async function* openEnvelope(input: Input, warn: Warn): AsyncGenerator<Uint8Array> {
  const bytes = await input.peek(MARK + ENVELOPE.length);
  for (const [i, { what, only }] of ENVELOPE.entries()) {
    const byte = bytes[MARK + i];
    if (byte === undefined) throw tooEarly(input, bytes.length);
    if (byte === only) continue;
    const words = `a compressed Valkey file (VCS) with ${what} ${byte}, where only ${only} is known`;
    throw new UnsupportedError(words, input.offset + MARK + i);
  }
  await input.pass(MARK + ENVELOPE.length);
  yield* unframe(input);
  const rest = await input.peek(1);
  if (rest.length > 0) warn('TRAILING', 'bytes after the compressed data are ignored', input.offset);
}

async function* unframe(input: Input): AsyncGenerator<Uint8Array> {
  const frame = new Lz4Frame(input.offset);
  while (frame.wanted > 0) {
    const { wanted } = frame;
    const bytes = await input.peek(wanted);
    if (bytes.length < wanted) throw tooEarly(input, bytes.length);
    const plain = frame.step(bytes.subarray(0, wanted));
    if (plain !== undefined) yield plain;
    await input.pass(wanted);
  }
}

async function passSkippable(input: Input): Promise<void> {
  const bytes = await input.peek(8);
  if (bytes.length < 8) throw tooEarly(input, bytes.length);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  if (!(await input.pass(8 + size))) throw tooEarly(input, 0);
}

function tooEarly(input: Input, there: number): DecodeError {
  return new DecodeError('COMPRESSION', 'the LZ4 data ends too early', input.offset + there);
}
