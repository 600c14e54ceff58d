/** What counts of a key beside its value and its expiry: frames that add up to the rest of its digest. */
import type { KeyHeader, KeyMeta } from '../../model/sink.ts';
import type { DiffOptions } from '../diff-options.ts';
import { TAG } from './frame.ts';
import { META_ENCODING, type ModuleDigest } from './module-digest.ts';
import type { ValueDigest } from './value-digest.ts';

export class KeyFactsDigest {
  private readonly encodings: boolean;
  /** By the names of what can be ignored. */
  private readonly counts: Readonly<Record<'idle' | 'freq' | 'mvcc' | 'meta' | 'noEvict', boolean>>;
  private readonly modules: () => ModuleDigest;

  constructor({ encoding, ignore }: DiffOptions, modules: () => ModuleDigest) {
    this.encodings = encoding;
    this.counts = {
      idle: !ignore.has('idle'),
      freq: !ignore.has('freq'),
      mvcc: !ignore.has('mvcc'),
      meta: !ignore.has('meta'),
      noEvict: !ignore.has('no-evict'),
    };
    this.modules = modules;
  }

  addEncoding(encoding: string, { frames, rest }: ValueDigest): void {
    if (this.encodings) frames.begin(TAG.ENCODING).text(Buffer.from(encoding, 'latin1')).addTo(rest);
  }

  add(header: KeyHeader, digest: ValueDigest): void {
    const { counts } = this;
    const { idleSeconds, freq, meta, mvcc } = header;
    if (this.encodings) this.addEncoding(header.encoding, digest);
    if (counts.idle && idleSeconds !== undefined) this.addNumber(TAG.IDLE, idleSeconds, digest);
    if (counts.freq && freq !== undefined) this.addNumber(TAG.FREQ, freq, digest);
    if (counts.noEvict && header.noEvict) this.addNumber(TAG.NO_EVICT, 1, digest);
    if (counts.mvcc && mvcc !== undefined) {
      digest.frames.begin(TAG.MVCC).text(Buffer.from(mvcc, 'latin1')).addTo(digest.rest);
    }
    if (counts.meta && meta.length > 0) this.addMeta(meta, digest);
  }

  private addNumber(tag: number, value: number, { frames, rest }: ValueDigest): void {
    frames.begin(tag).number(value).addTo(rest);
  }

  private addMeta(meta: readonly KeyMeta[], { frames, rest }: ValueDigest): void {
    for (const { name, version, flags, payload } of meta) {
      const value = this.modules().digest({ name, version }, META_ENCODING, payload);
      frames.begin(TAG.META).number(flags).text(value).addTo(rest);
    }
  }
}
