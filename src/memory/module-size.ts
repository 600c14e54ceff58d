/** What values of modules take. Source: redis src/module.c, moduleGetMemUsage(); src/object.c, createModuleObject(). */
import type { Arena } from '../bytes/arena.ts';
import type { Interest, KeyHeader } from '../model/sink.ts';
import { CursorScalars } from '../modules/cursor-scalars.ts';
import { Misfit } from '../modules/scalar-reader.ts';
import { isVectorSet } from '../modules/vector-layout.ts';
import { Cursor } from '../rdb/cursor.ts';
import { guessModuleUsage, moduleUsage } from './module-usage.ts';
import { ValueSize } from './value-size.ts';
import { vectorSetUsage } from './vector-set-usage.ts';

/** The type and the value. */
const MODULE_VALUE = 16;

export class ModuleSize extends ValueSize {
  override readonly encoding = 'raw';
  private arena: Arena | undefined;
  private name = '';
  private isVectorSet = false;
  private bytes = 0;
  private allocated = 0;
  private isKnown = false;

  override begin({ module }: KeyHeader, arena: Arena): Interest {
    this.arena = arena;
    this.name = module?.name ?? '';
    this.isVectorSet = module !== undefined && isVectorSet(module);
    this.elements = undefined;
    this.isKnown = false;
    this.bytes = 0;
    this.allocated = 0;
    return 'elements';
  }

  override module(start: number, end: number): void {
    if (this.arena === undefined) return;
    const cursor = new Cursor(this.arena, false);
    cursor.at = start;
    if (this.isVectorSet) this.vectorSet(cursor);
    else {
      const usage = moduleUsage(this.name, cursor);
      this.isKnown = usage !== undefined;
      this.bytes = usage ?? guessModuleUsage(this.name, end - start);
      this.allocated = Math.max(this.bytes, end - start);
    }
  }

  override finish(): void {
    const { model, account, allocator } = this.sizing;
    // Where the object is not in one piece with its key, MEMORY USAGE leaves it out.
    const object = model.key === 'object' ? 0 : model.object;
    account.add(this.bytes - object, this.allocated + allocator.usable(MODULE_VALUE));
    if (!this.isKnown) account.determined = false;
  }

  private vectorSet(cursor: Cursor): void {
    const { allocator, sds } = this.sizing;
    try {
      const { bytes, allocated, elements } = vectorSetUsage(new CursorScalars(cursor), allocator, sds);
      this.bytes = bytes;
      this.allocated = allocated;
      this.elements = elements;
      // Names of elements that VADD has added hang in other objects than those that are loaded.
      this.isKnown = !this.sizing.replayed;
    } catch (error) {
      // No server loads such a set.
      if (!(error instanceof Misfit)) throw error;
    }
  }
}
