/** A vector set. One of a file keeps the bytes that it had there until a command changes it: its graph goes with it as it is. */
import type { Arena } from '../../bytes/arena.ts';
import type { EntrySink } from '../../model/sink.ts';
import { VECTOR_SET } from '../../modules/vector-layout.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';
import type { VectorReader } from '../vectors/vector-reader.ts';
import { VectorTable, type VectorShape } from '../vectors/vector-table.ts';
import { writeVectors } from '../vectors/write-vectors.ts';
import { bringToWindow } from '../window.ts';

const NOTHING = new Uint8Array();

export class VectorSetValue implements Collection {
  readonly type = 'module';
  readonly encoding: string = TYPES.MODULE_2.encoding;
  readonly typeByte = TYPES.MODULE_2.byte;
  readonly module = VECTOR_SET;
  /** What a file has behind the module id, up to and with the EOF opcode. */
  private stored: Uint8Array | undefined;
  /** Whether it is no longer true; then its graph still is, as far as its elements are there. */
  private changed = false;
  /** Of a set of a file, once it was looked into. */
  private table: VectorTable | undefined;

  /** @param shape - of an empty set; undefined: it is to be loaded */
  constructor(shape?: VectorShape) {
    if (shape !== undefined) this.table = new VectorTable(shape);
  }

  /** 1 for a set that was not looked into: servers store none that are empty. */
  get size(): number {
    return this.table?.count ?? 1;
  }

  /** The elements. Before they are changed `changing` has to be called. @throws UnsupportedError: they cannot be read */
  look(reader: VectorReader): VectorTable {
    this.table ??= reader.read(this.stored ?? NOTHING);
    return this.table;
  }

  /** As a file has it; undefined: there was no file. */
  get storedPayload(): Uint8Array | undefined {
    return this.stored;
  }

  changing(): void {
    this.changed = true;
  }

  modulePayload(arena: Arena): Uint8Array {
    const { stored, table, changed } = this;
    if (table !== undefined && (changed || stored === undefined)) return writeVectors(table, arena, stored);
    return stored ?? NOTHING;
  }

  copy(): VectorSetValue {
    const value = new VectorSetValue();
    value.stored = this.stored;
    value.changed = this.changed;
    value.table = this.table?.copy();
    return value;
  }

  loadModule(arena: Arena, start: number, end: number): void {
    this.stored = arena.u8.slice(start, end);
  }

  play(sink: EntrySink, arena: Arena): void {
    const payload = this.modulePayload(arena);
    const start = bringToWindow(arena, payload);
    sink.module(start, start + payload.length);
  }
}
