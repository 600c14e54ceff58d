/** The elements of a vector set from the bytes that a file has of it. */
import { Arena } from '../../bytes/arena.ts';
import { UnsupportedError } from '../../errors.ts';
import { CursorScalars } from '../../modules/cursor-scalars.ts';
import { Misfit } from '../../modules/scalar-reader.ts';
import { readVectors, type VectorSetHead } from '../../modules/vector-layout.ts';
import { Cursor } from '../../rdb/cursor.ts';
import { spanOf } from '../span.ts';
import { bringToWindow } from '../window.ts';
import type { Projection } from './projection.ts';
import { VectorTable, type VectorShape } from './vector-table.ts';

const NOTHING = new Uint8Array();

export class VectorReader {
  /** It takes megabytes: made when it is needed, and kept for the next set. */
  private arena: Arena | undefined;

  /** @param payload - whole scalars, as a decoder has found them. @throws UnsupportedError: no server loads such a set */
  read(payload: Uint8Array): VectorTable {
    this.arena ??= new Arena();
    bringToWindow(this.arena, payload);
    let table: VectorTable | undefined;
    try {
      readVectors(new CursorScalars(new Cursor(this.arena, false)), (head) => {
        const filled = new VectorTable(shapeOf(head));
        table = filled;
        return ({ element, vector, norm, range, attributes = NOTHING }) =>
          filled.load(spanOf(element), vector, norm, range, attributes);
      });
    } catch (error) {
      if (error instanceof Misfit) throw new UnsupportedError(`the vector set cannot be read: ${error.why}`);
      throw error;
    }
    if (table === undefined) throw new UnsupportedError('the vector set cannot be read');
    return table;
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
