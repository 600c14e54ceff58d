/** Looks into values of modules. It takes memory of its own, so one is kept from key to key. */
import type { ModuleId } from '../../model/module-id.ts';
import { VectorReader } from '../../keyspace/vectors/vector-reader.ts';
import { ModuleDigest } from '../digest/module-digest.ts';
import { isSameBytes } from '../../bytes/same-bytes.ts';

export interface ModulePayload {
  readonly module: ModuleId;
  readonly encoding: string;
  /** What stands behind the module id, up to and with the EOF opcode. */
  readonly payload: Uint8Array;
}

export class ModuleReader {
  readonly vectors = new VectorReader();
  /** Made when bytes differ for the first time. */
  private digests: ModuleDigest | undefined;

  /** Whether two values are the same, though their bytes may be compressed or packed otherwise. */
  isSame(a: ModulePayload, b: ModulePayload): boolean {
    const { module, encoding } = a;
    const sameId = module.name === b.module.name && module.version === b.module.version;
    if (sameId && encoding === b.encoding && isSameBytes(a.payload, b.payload)) return true;
    const before = this.digest(a);
    return isSameBytes(before, this.digest(b));
  }

  private digest({ module, encoding, payload }: ModulePayload): Uint8Array {
    this.digests ??= new ModuleDigest();
    return this.digests.digest(module, encoding, payload).slice();
  }
}
