/**
 * Digests of modules' values. Two files may hold the same value with other bytes: strings compressed or not, numbers wider than
 * they need be. So it is the scalars that count, each as opcode and number, or as opcode and H(bytes).
 *
 * Vector sets, the server's own, count by their elements: name, vector as it is stored, attributes. How they are linked depends
 * on chance, and on the order in which they came.
 */
import { Arena } from '../../bytes/arena.ts';
import { DecodeError } from '../../errors.ts';
import { DIGEST_BYTES, STREAM_BYTES } from '../../kernels/digest-kernels.ts';
import type { ModuleId } from '../../model/module-id.ts';
import { CursorScalars } from '../../modules/cursor-scalars.ts';
import { Misfit } from '../../modules/scalar-reader.ts';
import {
  isVectorSet,
  readVectors,
  type QuantizationName,
  type VectorElement,
  type VectorSetHead,
} from '../../modules/vector-layout.ts';
import { Cursor, OUT_OF_BYTES } from '../../rdb/cursor.ts';
import { MODULE_OPCODES } from '../../rdb/module-opcodes.ts';
import { TYPES } from '../../rdb/types.ts';
import { FrameWriter, TAG } from './frame.ts';

const NOTHING = new Uint8Array();

/** Metadata of keys is written as modules write their values. */
export const META_ENCODING = TYPES.MODULE_2.encoding;

/** Encodings of values that do not consist of scalars. */
const OPAQUE: ReadonlySet<string> = new Set(
  Object.values(TYPES).flatMap(({ encoding, layout }) => (layout.kind === 'dragonfly-sketch' ? [encoding] : [])),
);

/** What of a vector beside its numbers makes it what VEMB answers. */
const SCALED: Readonly<Record<QuantizationName, (element: VectorElement) => readonly number[]>> = {
  f32: ({ norm }) => [norm],
  int8: ({ norm, range }) => [norm, range],
  bin: () => [],
};

export class ModuleDigest {
  /** Values are read apart from the source, which may be in the midst of its own. */
  private readonly arena = new Arena(0);
  private readonly frames = new FrameWriter(this.arena);
  private readonly stream = this.arena.allocate(STREAM_BYTES).start;
  private readonly sum = this.arena.allocate(DIGEST_BYTES).start;

  /** @param payload - what stands behind the module id, up to and with the EOF opcode @returns 16 bytes, until the next call */
  digest(id: ModuleId, encoding: string, payload: Uint8Array): Uint8Array {
    const { arena, sum } = this;
    const looked =
      (isVectorSet(id) && this.attempt(payload, (cursor) => this.vectors(cursor))) ||
      (!OPAQUE.has(encoding) && this.attempt(payload, (cursor) => this.scalars(id, cursor)));
    if (!looked) this.opaque(id, payload);
    return arena.u8.subarray(sum, sum + DIGEST_BYTES);
  }

  /** Whether the value could be read so. One that comes as JSON may be anything. */
  private attempt(payload: Uint8Array, read: (cursor: Cursor) => void): boolean {
    const { arena } = this;
    this.forget();
    const { window } = arena;
    if (payload.length > window.end - window.start) arena.grow(window, payload.length);
    arena.restart(0);
    arena.u8.set(payload, window.start);
    arena.end = window.start + payload.length;
    try {
      read(new Cursor(arena, false));
      return true;
    } catch (error) {
      if (error instanceof Misfit || error instanceof DecodeError || error === OUT_OF_BYTES) return false;
      throw error;
    }
  }

  private forget(): void {
    this.arena.u8.fill(0, this.sum, this.sum + DIGEST_BYTES);
  }

  private scalars({ name, version }: ModuleId, cursor: Cursor): void {
    const { arena, frames, stream, sum } = this;
    const { kernels } = arena;
    kernels.streamBegin(stream);
    for (;;) {
      const opcode = cursor.length('a module opcode');
      if (opcode === MODULE_OPCODES.EOF) break;
      frames.begin(opcode);
      if (opcode === MODULE_OPCODES.STRING) {
        cursor.string();
        frames.span(cursor.start, cursor.stop);
        cursor.scratchFree = arena.scratch.start;
      } else if (opcode === MODULE_OPCODES.FLOAT) frames.integer(BigInt(cursor.u32le()));
      else if (opcode === MODULE_OPCODES.DOUBLE) frames.integer(cursor.u64le());
      else frames.integer(cursor.length64('a module integer'));
      frames.appendTo(stream);
    }
    frames.begin(TAG.MODULE).text(Buffer.from(name, 'latin1')).number(version).stream(stream).addTo(sum);
  }

  private opaque({ name, version }: ModuleId, payload: Uint8Array): void {
    this.forget();
    const { frames, sum } = this;
    frames.begin(TAG.OPAQUE).text(Buffer.from(name, 'latin1')).number(version).text(payload).addTo(sum);
  }

  private vectors(cursor: Cursor): void {
    readVectors(new CursorScalars(cursor), (head) => {
      this.vectorSet(head);
      return { element: (element) => this.vector(element, head.quantization.name) };
    });
  }

  private vectorSet({ dimension, quantization, m, projection }: VectorSetHead): void {
    const { frames, sum } = this;
    frames.begin(TAG.VECTOR_SET).number(dimension).number(m).text(Buffer.from(quantization.name, 'latin1'));
    if (projection) frames.number(projection.inputDimension).text(projection.matrix);
    frames.addTo(sum);
  }

  private vector(element: VectorElement, quantization: QuantizationName): void {
    const { frames, sum } = this;
    frames
      .begin(TAG.VECTOR)
      .text(element.element)
      .text(element.attributes ?? NOTHING)
      .text(element.vector);
    for (const number of SCALED[quantization](element)) frames.number(number);
    frames.addTo(sum);
  }
}
