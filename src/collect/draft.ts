/** The value at hand, while its elements come in. Made anew for each value, and for each part of a long one. */
import type { ModuleId } from '../model/module-id.ts';
import type { CronJob, KeyHeader, ValueType } from '../model/sink.ts';
import type { StreamIdmp, StreamTotals } from '../model/stream.ts';
import type { ArrayItem, HashField, StreamEntry, StreamGroupValue, Value, ZsetMember } from '../model/value.ts';

/** Shared by the drafts that do not use them: a draft is made per key, and most fields stand empty. */
const NOTHING = new Uint8Array();

export interface HashPathDraft {
  readonly path: Uint8Array;
  readonly fields: HashField[];
}

export class ValueDraft {
  readonly type: ValueType;
  private readonly module: ModuleId | undefined;
  /** Slices of a string, items of a list, members of a set. */
  readonly items: Uint8Array[] = [];
  payload = NOTHING;
  members: ZsetMember[] | undefined;
  fields: HashField[] | undefined;
  entries: StreamEntry[] | undefined;
  groups: StreamGroupValue[] | undefined;
  totals: StreamTotals | undefined;
  idmp: StreamIdmp | undefined;
  arrayLength = 0;
  insertIndex: bigint | undefined;
  arrayItems: ArrayItem[] | undefined;
  paths: HashPathDraft[] | undefined;
  job: CronJob | undefined;

  constructor(header: Pick<KeyHeader, 'type' | 'module'>) {
    this.type = header.type;
    this.module = header.module;
  }

  /** An empty draft for the rest of this value. */
  rest(): ValueDraft {
    const rest = new ValueDraft({ type: this.type, module: this.module });
    rest.arrayLength = this.arrayLength;
    rest.insertIndex = this.insertIndex;
    return rest;
  }

  build(): Value {
    switch (this.type) {
      case 'string':
        return { type: 'string', value: this.join() };
      case 'list':
        return { type: 'list', items: this.items };
      case 'set':
        return { type: 'set', members: this.items };
      case 'zset':
        return { type: 'zset', members: this.members ?? [] };
      case 'hash':
        return { type: 'hash', fields: this.fields ?? [] };
      case 'stream':
        return this.stream();
      case 'array':
        return {
          type: 'array',
          length: this.arrayLength,
          ...(this.insertIndex === undefined ? {} : { insertIndex: this.insertIndex }),
          items: this.arrayItems ?? [],
        };
      case 'module':
        if (this.module === undefined) throw new Error('a module value without its id');
        return { type: 'module', module: this.module, payload: this.payload };
      case 'path-hash':
        return { type: 'path-hash', paths: this.paths ?? [] };
      case 'cron':
        if (this.job === undefined) throw new Error('a cron value without its job');
        return { type: 'cron', job: this.job };
    }
  }

  private stream(): Value {
    const { entries = [], groups = [], totals, idmp } = this;
    return {
      type: 'stream',
      entries,
      ...(totals === undefined ? {} : { totals }),
      groups,
      ...(idmp === undefined ? {} : { idmp }),
    };
  }

  private join(): Uint8Array {
    const [first = NOTHING] = this.items;
    if (this.items.length <= 1) return first;
    const whole = new Uint8Array(this.items.reduce((sum, slice) => sum + slice.length, 0));
    let at = 0;
    for (const slice of this.items) {
      whole.set(slice, at);
      at += slice.length;
    }
    return whole;
  }
}
