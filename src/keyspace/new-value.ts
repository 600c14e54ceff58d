/** Empty values by type, to be loaded from what a decoder tells. */
import { UnsupportedError } from '../errors.ts';
import type { KeyHeader } from '../model/sink.ts';
import { isVectorSet } from '../modules/vector-layout.ts';
import type { Collection } from './collection.ts';
import { ListValue } from './values/list.ts';
import { CronValue } from './values/cron.ts';
import { HashValue } from './values/hash.ts';
import { ModuleValue } from './values/module.ts';
import { PathHashValue } from './values/path-hash.ts';
import { SetValue } from './values/set.ts';
import { ZsetValue } from './values/zset.ts';
import { VectorSetValue } from './values/vector-set.ts';
import { ArrayValue } from './values/array.ts';
import { formOfType } from './values/stream-form.ts';
import { StreamValue } from './values/stream.ts';

/** @throws UnsupportedError: a type that is not held as a collection */
export function newValue(header: Pick<KeyHeader, 'type' | 'typeByte' | 'module' | 'encoding'>): Collection {
  const { type, typeByte, module, encoding } = header;
  switch (type) {
    case 'list':
      return new ListValue();
    case 'set':
      return new SetValue();
    case 'hash':
      return new HashValue();
    case 'zset':
      return new ZsetValue();
    case 'array':
      return new ArrayValue();
    case 'stream':
      return new StreamValue(formOfType(typeByte));
    case 'module':
      if (module === undefined) break;
      return isVectorSet(module) ? new VectorSetValue() : new ModuleValue(module, encoding);
    case 'cron':
      return new CronValue();
    case 'path-hash':
      return new PathHashValue();
    case 'string':
      break;
  }
  throw new UnsupportedError(`a value of type ${type} cannot be loaded`);
}
