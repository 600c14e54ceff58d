/** What is known of the key at hand: prefixes as they come, then type and name. One object, filled anew for each key. */
import type { KeyHeader, KeyMeta, ValueType } from '../model/sink.ts';
import type { ModuleId } from '../model/module-id.ts';

const NO_META: readonly KeyMeta[] = [];

export class CurrentKey implements KeyHeader {
  db = 0;
  start = 0;
  end = 0;
  type: ValueType = 'string';
  encoding = 'raw';
  typeByte = 0;
  readonly serialised = true;
  module: ModuleId | undefined;
  expireAtMs: number | bigint | undefined;
  idleSeconds: number | undefined;
  freq: number | undefined;
  meta: readonly KeyMeta[] = NO_META;
  noEvict = false;
  mvcc: string | undefined;
  offset = 0;
  /** Whether a prefix of this key has been read; `offset` is then its place. */
  begun = false;

  /** The first prefix, or the type byte, of a key stands at `offset`. */
  begin(offset: number): void {
    if (this.begun) return;
    this.begun = true;
    this.offset = offset;
  }

  /** Prefixes hold for one key. */
  clear(): void {
    this.begun = false;
    this.module = undefined;
    this.expireAtMs = undefined;
    this.idleSeconds = undefined;
    this.freq = undefined;
    this.meta = NO_META;
    this.noEvict = false;
    this.mvcc = undefined;
  }
}
