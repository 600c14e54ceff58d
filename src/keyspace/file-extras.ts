/** What an RDB holds beside keys and functions: kept while a log is replayed, and told again. */
import type { Arena } from '../bytes/arena.ts';
import type { ModuleId } from '../model/module-id.ts';
import type { EntrySink } from '../model/sink.ts';
import { bringToWindow } from './window.ts';

/** AUX fields that tell of the keys that follow them in the file: they hold no longer. Source: rdb-format.md 1.7. */
const OF_KEYS: ReadonlySet<string> = new Set([
  'slot-info',
  'mvcc-tstamp',
  'keydb-subexpire-key',
  'keydb-subexpire-when',
]);

interface Aux {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

interface ModuleAux {
  readonly module: ModuleId;
  readonly when: 'before-keys' | 'after-keys';
  readonly payload: Uint8Array;
}

interface SlotImport {
  readonly job: Uint8Array;
  readonly ranges: readonly (readonly [number, number])[];
}

export class FileExtras {
  private readonly fields: Aux[] = [];
  private readonly modules: ModuleAux[] = [];
  private readonly imports: SlotImport[] = [];

  /** @param lower - the name as text in lower case */
  aux(lower: string, name: Uint8Array, value: Uint8Array): void {
    if (!OF_KEYS.has(lower)) this.fields.push({ name, value });
  }

  moduleAux(module: ModuleId, when: ModuleAux['when'], payload: Uint8Array): void {
    this.modules.push({ module, when, payload });
  }

  slotImport(job: Uint8Array, ranges: SlotImport['ranges']): void {
    this.imports.push({ job, ranges });
  }

  playBefore(sink: EntrySink, arena: Arena): void {
    for (const { name, value } of this.fields) {
      const start = bring(arena, name, value);
      const middle = start + name.length;
      sink.aux(start, middle, middle, middle + value.length, 0);
    }
    this.playModules('before-keys', sink, arena);
    for (const { job, ranges } of this.imports) sink.slotImport(job, ranges, 0);
  }

  playAfter(sink: EntrySink, arena: Arena): void {
    this.playModules('after-keys', sink, arena);
  }

  private playModules(time: ModuleAux['when'], sink: EntrySink, arena: Arena): void {
    for (const { module, when, payload } of this.modules) {
      if (when !== time) continue;
      const start = bringToWindow(arena, payload);
      sink.moduleAux(module, when, start, start + payload.length, 0);
    }
  }
}

/** Put both into scratch, one behind the other; gives where they begin. */
function bring(arena: Arena, first: Uint8Array, second: Uint8Array): number {
  const { scratch } = arena;
  const size = first.length + second.length;
  if (scratch.end - scratch.start < size) arena.grow(scratch, size);
  arena.u8.set(first, scratch.start);
  arena.u8.set(second, scratch.start + first.length);
  return scratch.start;
}
