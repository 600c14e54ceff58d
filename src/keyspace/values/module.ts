/** A value of a module: bytes that only the module can read. */
import type { Arena } from '../../bytes/arena.ts';
import type { ModuleId } from '../../model/module-id.ts';
import type { EntrySink } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { Collection } from '../collection.ts';
import { bringToWindow } from '../window.ts';

export class ModuleValue implements Collection {
  readonly type = 'module';
  readonly encoding: string;
  readonly typeByte = TYPES.MODULE_2.byte;
  readonly module: ModuleId;
  readonly size = 1;
  private payload: Uint8Array = new Uint8Array();

  constructor(module: ModuleId, encoding: string) {
    this.module = module;
    this.encoding = encoding;
  }

  copy(): ModuleValue {
    const value = new ModuleValue(this.module, this.encoding);
    value.payload = this.payload;
    return value;
  }

  loadModule(arena: Arena, start: number, end: number): void {
    this.payload = arena.u8.slice(start, end);
  }

  modulePayload(): Uint8Array {
    return this.payload;
  }

  play(sink: EntrySink, arena: Arena): void {
    const { payload } = this;
    const start = bringToWindow(arena, payload);
    sink.module(start, start + payload.length);
  }
}
