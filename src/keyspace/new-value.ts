/** Empty values by type, to be loaded from what a decoder tells. */
import { UnsupportedError } from '../errors.ts';
import type { KeyHeader } from '../model/sink.ts';
import type { Collection } from './collection.ts';
import { ModuleValue } from './values/module.ts';
import { SetValue } from './values/set.ts';

/** @throws UnsupportedError: a type that no log's server has */
export function newValue(header: Pick<KeyHeader, 'type' | 'module' | 'encoding'>): Collection {
  const { type, module, encoding } = header;
  switch (type) {
    case 'set':
      return new SetValue();
    case 'module':
      if (module !== undefined) return new ModuleValue(module, encoding);
      break;
    case 'string':
    case 'list':
    case 'zset':
    case 'hash':
    case 'stream':
    case 'array':
    case 'cron':
    case 'path-hash':
      break;
  }
  throw new UnsupportedError(`a value of type ${type} cannot be replayed`);
}
