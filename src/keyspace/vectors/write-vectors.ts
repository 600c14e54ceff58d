/** A vector set as a file has it. See vector-layout.ts. */
import { QUANTIZATIONS, SERIAL_VERSION, VECTOR_FLAGS } from '../../modules/vector-layout.ts';
import type { Arena } from '../../bytes/arena.ts';
import { spanOf } from '../span.ts';
import { distancesOf } from './distances.ts';
import { emptyDraft, keptDraft } from './draft.ts';
import { completeGraph } from './graph.ts';
import type { Links } from './links.ts';
import { PayloadWriter } from './payload-writer.ts';
import type { VectorTable } from './vector-table.ts';

const M_SHIFT = 8;
const VERSION_SHIFT = 24;

/**
 * What stands behind the module id, up to and with the EOF opcode.
 * @param arena - its window and scratch are used
 * @param loaded - what the table was loaded from: its graph is kept as far as it can be
 */
export function writeVectors(table: VectorTable, arena: Arena, loaded?: Uint8Array): Uint8Array {
  const { count, shape } = table;
  const draft = loaded ? keptDraft(table, loaded, arena) : emptyDraft(count, shape.m);
  const links = completeGraph(draft, distancesOf(table, arena));
  const out = new PayloadWriter();
  const attributes = hasAttributes(table);
  writeHead(out, table, attributes);
  let node = 0;
  for (const _record of table.records()) {
    out.string(table.element);
    if (attributes) out.string(table.attributes);
    out.string(table.vector);
    writeNode(out, links, node++);
    out.pair(bitsOf(table.range), bitsOf(table.norm));
  }
  return out.finish();
}

function hasAttributes(table: VectorTable): boolean {
  for (const _record of table.records()) {
    const { start, end } = table.attributes;
    if (start < end) return true;
  }
  return false;
}

function writeHead(out: PayloadWriter, { shape, count }: VectorTable, attributes: boolean): void {
  const { dimension, quantization, m, projection } = shape;
  out.uint(dimension);
  out.uint(count);
  out.uint(QUANTIZATIONS.findIndex(({ name }) => name === quantization) | (m << M_SHIFT));
  out.uint((projection ? VECTOR_FLAGS.PROJECTION : 0) | (attributes ? VECTOR_FLAGS.ATTRIBUTES : 0));
  if (projection === undefined) return;
  const { buffer, byteOffset, byteLength } = projection.matrix;
  out.uint(projection.inputDimension);
  out.string(spanOf(new Uint8Array(buffer, byteOffset, byteLength)));
}

/** All parameters but the last, which is not of the graph. Ids begin at 1: to servers 0 is none. */
function writeNode(out: PayloadWriter, links: Links, node: number): void {
  const level = links.levels[node] ?? 0;
  let parameters = 3;
  for (let layer = 0; layer <= level; layer++) parameters += 3 + links.count(node, layer);
  out.uint(parameters);
  out.uint(node + 1);
  out.uint(level | (SERIAL_VERSION << VERSION_SHIFT));
  for (let layer = 0; layer <= level; layer++) {
    const start = links.offsets[links.slot(node, layer)] ?? 0;
    const count = links.count(node, layer);
    out.uint(count);
    out.uint(Math.max(links.most(layer), count));
    let worst = 0;
    for (let i = 0; i < count; i++) {
      out.uint((links.nodes[start + i] ?? 0) + 1);
      if ((links.distances[start + i] ?? 0) > (links.distances[start + worst] ?? 0)) worst = i;
    }
    out.pair(count > 0 ? bitsOf(links.distances[start + worst] ?? 0) : 0, worst);
  }
}

const bits = new DataView(new ArrayBuffer(4));

/** A float's bits. */
function bitsOf(value: number): number {
  bits.setFloat32(0, value);
  return bits.getUint32(0);
}
