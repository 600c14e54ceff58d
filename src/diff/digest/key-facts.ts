/** What counts of a key beside its value and its expiry: frames that add up to the rest of its digest. */
import type { KeyHeader } from '../../model/sink.ts';
import { TYPES } from '../../rdb/types.ts';
import type { DiffOptions } from '../diff-options.ts';
import { TAG } from './frame.ts';
import type { ModuleDigest } from './module-digest.ts';
import type { ValueDigest } from './value-digest.ts';

/** Metadata is written as modules write their values. */
const META_ENCODING = TYPES.MODULE_2.encoding;

export class KeyFacts {
  private readonly options: DiffOptions;
  private readonly modules: () => ModuleDigest;

  constructor(options: DiffOptions, modules: () => ModuleDigest) {
    this.options = options;
    this.modules = modules;
  }

  addEncoding(encoding: string, { frames, rest }: ValueDigest): void {
    if (this.options.encoding) frames.begin(TAG.ENCODING).text(Buffer.from(encoding, 'latin1')).addTo(rest);
  }

  add(header: KeyHeader, digest: ValueDigest): void {
    const { idleSeconds, freq, meta, noEvict, mvcc } = header;
    const { ignore } = this.options;
    const { frames, rest } = digest;
    this.addEncoding(header.encoding, digest);
    if (idleSeconds !== undefined && !ignore.has('idle')) frames.begin(TAG.IDLE).number(idleSeconds).addTo(rest);
    if (freq !== undefined && !ignore.has('freq')) frames.begin(TAG.FREQ).number(freq).addTo(rest);
    if (noEvict && !ignore.has('no-evict')) frames.begin(TAG.NO_EVICT).addTo(rest);
    if (mvcc !== undefined && !ignore.has('mvcc')) {
      frames.begin(TAG.MVCC).text(Buffer.from(mvcc, 'latin1')).addTo(rest);
    }
    if (ignore.has('meta')) return;
    for (const { name, version, flags, payload } of meta) {
      const value = this.modules().digest({ name, version }, META_ENCODING, payload);
      frames.begin(TAG.META).number(flags).text(value).addTo(rest);
    }
  }
}
