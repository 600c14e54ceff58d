/**
 * The elements of a vector set.
 *
 *   data = f32 norm | f32 range | u32 place | the vector, quantized | its attributes, if any
 *
 * The place is where a file has the element, from 1; 0: nowhere, or with another vector.
 */
import type { QuantizationName, VectorElement } from '../../modules/vector-layout.ts';
import { ByteTable, NONE } from '../byte-table.ts';
import { copyInto, spanOf, type Span } from '../span.ts';
import type { Projection } from './projection.ts';
import { normalize, QUANTIZE } from './quantize.ts';

/** What all elements have in common. */
export interface VectorShape {
  readonly dimension: number;
  readonly quantization: QuantizationName;
  /** Bytes of a vector. */
  readonly sizeBytes: number;
  /** Links a node of the graph aims at. */
  readonly m: number;
  readonly projection: Projection | undefined;
}

const NOTHING = new Uint8Array();

const RANGE = 4;
const PLACE = 8;
const VECTOR = 12;

export class VectorTable {
  readonly shape: VectorShape;
  private readonly table: ByteTable;
  private loaded = 0;

  constructor(shape: VectorShape, table = new ByteTable()) {
    this.shape = shape;
    this.table = table;
  }

  get count(): number {
    return this.table.count;
  }

  /** Whether the element is there; it is at hand then, for the getters below. */
  has(element: Span): boolean {
    return this.table.find(element) !== NONE;
  }

  /** Set the vector of an element, which is changed on the way. Attributes that it has stay. */
  put(element: Span, vector: Float32Array): void {
    const { table } = this;
    const { sizeBytes, quantization } = this.shape;
    table.findOrAdd(element, VECTOR + sizeBytes);
    const { view, bytes, dataStart } = table;
    const norm = normalize(vector);
    bytes.fill(0, dataStart + VECTOR, dataStart + VECTOR + sizeBytes);
    const range = QUANTIZE[quantization](vector, view, dataStart + VECTOR);
    this.putNumbers(norm, range, 0);
  }

  /** An element as a file has it behind those loaded before. */
  load({ element, vector, norm, range, attributes = NOTHING }: VectorElement): void {
    const { table } = this;
    const size = VECTOR + vector.length + attributes.length;
    const record = table.findOrAdd(spanOf(element), size);
    if (table.dataEnd - table.dataStart !== size) table.resize(record, size);
    const at = table.dataStart + VECTOR;
    copyInto(vector, 0, vector.length, table.bytes, at);
    copyInto(attributes, 0, attributes.length, table.bytes, at + vector.length);
    this.putNumbers(norm, range, ++this.loaded);
  }

  /** Of an element that is there. Empty ones are none. */
  setAttributes(element: Span, { bytes, start, end }: Span): void {
    const { table } = this;
    const record = table.find(element);
    if (record === NONE) return;
    const from = VECTOR + this.shape.sizeBytes;
    table.resize(record, from + end - start);
    copyInto(bytes, start, end, table.bytes, table.dataStart + from);
  }

  remove(element: Span): void {
    const record = this.table.find(element);
    if (record !== NONE) this.table.remove(record);
  }

  copy(): VectorTable {
    return new VectorTable(this.shape, this.table.copy());
  }

  /** Walk over all elements: each is at hand, for the getters below, until the next step. */
  *records(): Generator<number> {
    const { table } = this;
    for (let record = table.next(0); record !== NONE; record = table.next(table.after(record))) {
      table.locate(record);
      yield record;
    }
  }

  get element(): Span {
    return this.table.key;
  }

  get norm(): number {
    return this.table.view.getFloat32(this.table.dataStart, true);
  }

  get range(): number {
    return this.table.view.getFloat32(this.table.dataStart + RANGE, true);
  }

  get vector(): Span {
    const { bytes, dataStart } = this.table;
    return { bytes, start: dataStart + VECTOR, end: dataStart + VECTOR + this.shape.sizeBytes };
  }

  get attributes(): Span {
    return this.table.dataFrom(VECTOR + this.shape.sizeBytes);
  }

  get place(): number {
    return this.table.view.getUint32(this.table.dataStart + PLACE, true);
  }

  private putNumbers(norm: number, range: number, place: number): void {
    const { view, dataStart } = this.table;
    view.setFloat32(dataStart, norm, true);
    view.setFloat32(dataStart + RANGE, range, true);
    view.setUint32(dataStart + PLACE, place, true);
  }
}
