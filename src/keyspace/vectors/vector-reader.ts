/** The elements of a vector set from the bytes that a file has of it. */
import { Arena } from '../../bytes/arena.ts';
import { UnsupportedError } from '../../errors.ts';
import { CursorScalars } from '../../modules/cursor-scalars.ts';
import { Misfit } from '../../modules/scalar-reader.ts';
import { readVectors, type VectorSetHead, type VectorVisitor } from '../../modules/vector-layout.ts';
import { Cursor } from '../../rdb/cursor.ts';
import { bringToWindow } from '../window.ts';
import type { Projection } from './projection.ts';
import { VectorTable, type VectorShape } from './vector-table.ts';

export class VectorReader {
  /** It takes megabytes: made when it is needed, and kept for the next set. */
  private arena: Arena | undefined;

  /** @throws UnsupportedError: no server loads such a set */
  read(payload: Uint8Array): VectorTable {
    this.arena ??= new Arena(0);
    let table: VectorTable | undefined;
    readPayload(payload, this.arena, (head) => {
      const filled = new VectorTable(shapeOf(head));
      table = filled;
      return { element: (element) => filled.load(element) };
    });
    if (table === undefined) throw new UnsupportedError('the vector set cannot be read');
    return table;
  }
}

/**
 * Take a set apart that a decoder has found whole.
 * @param arena - its window and scratch are used
 * @throws UnsupportedError: no server loads such a set
 */
export function readPayload(payload: Uint8Array, arena: Arena, begin: (head: VectorSetHead) => VectorVisitor): void {
  bringToWindow(arena, payload);
  try {
    readVectors(new CursorScalars(new Cursor(arena, false)), begin);
  } catch (error) {
    if (error instanceof Misfit) throw new UnsupportedError(`the vector set cannot be read: ${error.why}`);
    throw error;
  }
}

function shapeOf({ dimension, quantization, m, projection }: VectorSetHead): VectorShape {
  return {
    dimension,
    quantization: quantization.name,
    sizeBytes: quantization.sizeBytes(dimension),
    m,
    projection: projection && projectionOf(projection.inputDimension, projection.matrix),
  };
}

function projectionOf(inputDimension: number, bytes: Uint8Array): Projection {
  return { inputDimension, matrix: new Float32Array(bytes.slice().buffer) };
}
