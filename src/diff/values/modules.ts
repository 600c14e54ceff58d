/** Values of modules, which tell nothing but that they differ. */
import type { ModuleValue } from '../../keyspace/values/module.ts';
import type { FactChange, OpaqueChange } from '../change.ts';
import { diffFact } from './facts.ts';
import type { ModulePayload, ModuleReader } from './module-reader.ts';

export function diffModules(
  a: ModuleValue,
  b: ModuleValue,
  reader: ModuleReader,
  tell: (change: FactChange | OpaqueChange) => void,
): void {
  const { name, version } = a.module;
  if (name !== b.module.name) return;
  diffFact('version', version, b.module.version, tell);
  const before = payloadOf(a);
  const after = { ...payloadOf(b), module: a.module };
  if (!reader.isSame(before, after)) tell({ kind: 'opaque', a: before.payload, b: after.payload });
}

function payloadOf(value: ModuleValue): ModulePayload {
  return { module: value.module, encoding: value.encoding, payload: value.modulePayload() };
}
