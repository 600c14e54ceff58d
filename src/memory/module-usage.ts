/**
 * What modules answer when MEMORY USAGE asks them: most add up a struct, one struct for each of what their value has, and the
 * bytes of its strings, all of which can be told from the scalars of the value.
 *
 * Source: redis 7.0 src/modules/hellotype.c; RedisBloom src/rebloom.c, rm_cms.c, rm_topk.c, rm_tdigest.c, with the structs of
 * sb.h, cuckoo.h, cms.h, topk.h and of t-digest-c; RediSearch 1.2 src/redis_index.c, tag_index.c.
 */
import type { Cursor } from '../rdb/cursor.ts';
import { MODULE_OPCODES, readModuleScalars } from '../rdb/module-opcodes.ts';
import { numericIndexUsage, type NumericEntry } from './numeric-index-usage.ts';

interface ModuleUsage {
  readonly struct: number;
  /** Which of the value's integers counts something, and the bytes each of that takes. */
  readonly counted?: { readonly integer: number; readonly bytes: number };
  /** Beside its bytes, what each string takes. */
  readonly perString?: number;
  /** So many strings are counted; all, if it is absent. */
  readonly strings?: number;
}

const USAGES: ReadonlyMap<string, ModuleUsage> = new Map<string, ModuleUsage>([
  ['hellotype', { struct: 16, counted: { integer: 0, bytes: 16 } }],
  ['MBbloom--', { struct: 32, counted: { integer: 1, bytes: 64 } }],
  ['MBbloomCF', { struct: 40, counted: { integer: 0, bytes: 16 } }],
  ['CMSk-TYPE', { struct: 32 }],
  // Counters and the heap, without the items in it.
  ['TopK-TYPE', { struct: 2088, strings: 2 }],
  ['TDIS-TYPE', { struct: 80, counted: { integer: 0, bytes: 16 } }],
  ['ft_invidx', { struct: 32, perString: 56 }],
  // A tag has an index of 32 bytes, whose blocks are strings; its own name is one too, which takes its bytes only.
  ['ft_tagidx', { struct: 8, counted: { integer: 0, bytes: 32 - 56 }, perString: 56 }],
]);

const NUMERIC_INDEX = 'numericdx';

/** Modules with an answer that is not worked out here: about the bytes of the value. */
const ANSWERING: ReadonlySet<string> = new Set(['ReJSON-RL', 'TSDB-TYPE', 'bloomfltr']);

/**
 * @param cursor - at the first scalar of a value that is whole
 * @returns undefined: what the module answers cannot be told
 */
export function moduleUsage(name: string, cursor: Cursor): number | undefined {
  if (name === NUMERIC_INDEX) return ofNumericIndex(cursor);
  const usage = USAGES.get(name);
  if (usage === undefined) return undefined;
  const { struct, counted, perString = 0, strings = Infinity } = usage;
  let bytes = struct;
  let integers = 0;
  let seen = 0;
  for (;;) {
    switch (cursor.length('a module opcode')) {
      case MODULE_OPCODES.EOF:
        return bytes;
      case MODULE_OPCODES.SINT:
      case MODULE_OPCODES.UINT: {
        const value = Number(cursor.length64('a module integer'));
        if (integers++ === counted?.integer) bytes += value * counted.bytes;
        break;
      }
      case MODULE_OPCODES.FLOAT:
        cursor.at += 4;
        break;
      case MODULE_OPCODES.DOUBLE:
        cursor.at += 8;
        break;
      default:
        cursor.string();
        cursor.scratchFree = cursor.arena.scratch.start;
        if (seen++ < strings) bytes += cursor.stop - cursor.start + perString;
    }
  }
}

/** A document and its number for each entry; before them their count, in version 0, behind them a zero, in version 1. */
function ofNumericIndex(cursor: Cursor): number | undefined {
  const scalars = readModuleScalars(cursor);
  if (scalars === undefined) return undefined;
  const entries: NumericEntry[] = [];
  for (let i = scalars[1]?.opcode === 'uint' ? 1 : 0; i + 1 < scalars.length; i += 2) {
    const [document, value] = [scalars[i]?.value, scalars[i + 1]?.value];
    if (typeof document !== 'bigint' || typeof value !== 'number') return undefined;
    entries.push({ document: Number(document), value });
  }
  return numericIndexUsage(entries);
}

/** For a module that `moduleUsage` does not know: those that answer nothing count as 0. */
export function guessModuleUsage(name: string, sizeBytes: number): number {
  return ANSWERING.has(name) ? sizeBytes : 0;
}
