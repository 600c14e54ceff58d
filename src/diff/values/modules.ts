/** Values of modules: bytes that are not looked into. */
import type { ModuleValue } from '../../keyspace/values/module.ts';
import type { FactChange, OpaqueChange } from '../change.ts';
import { isSameBytes } from './same-bytes.ts';

export function diffModules(a: ModuleValue, b: ModuleValue, tell: (change: FactChange | OpaqueChange) => void): void {
  if (a.module.name !== b.module.name) return;
  if (a.module.version !== b.module.version) {
    tell({ kind: 'fact', name: 'version', a: a.module.version, b: b.module.version });
  }
  const before = a.modulePayload();
  const after = b.modulePayload();
  if (!isSameBytes(before, after)) tell({ kind: 'opaque', a: before, b: after });
}
