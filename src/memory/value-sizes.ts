/** Which size stands for which value. */
import type { KeyHeader, ValueType } from '../model/sink.ts';
import { ArraySize } from './array-size.ts';
import { HashSize } from './hash-size.ts';
import { ListSize } from './list-size.ts';
import { ModuleSize } from './module-size.ts';
import { SetSize } from './set-size.ts';
import { StreamSize } from './stream-size.ts';
import { UnknownSize, type Sizing, type ValueSize } from './value-size.ts';
import { ZsetSize } from './zset-size.ts';

export type ValueSizes = (header: KeyHeader) => ValueSize;

/** One of each, filled anew for each value. */
export function makeValueSizes(sizing: Sizing): ValueSizes {
  const unknown = new UnknownSize(sizing);
  const sizes: Readonly<Partial<Record<ValueType, ValueSize>>> = {
    list: new ListSize(sizing),
    set: new SetSize(sizing),
    zset: new ZsetSize(sizing),
    hash: new HashSize(sizing),
    stream: new StreamSize(sizing),
    module: new ModuleSize(sizing),
    array: new ArraySize(sizing),
  };
  return (header) => sizes[header.type] ?? unknown;
}
