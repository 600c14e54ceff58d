/** Says what of a source the target cannot hold. */
import type { KeyHeader } from '../../model/sink.ts';
import type { Loss } from '../../model/target.ts';
import { FIRST_VALKEY } from '../../rdb/dialect.ts';
import type { Format } from '../../rdb/encode/loads.ts';
import { OPCODES } from '../../rdb/opcodes.ts';

/** Expiries in seconds take 32 bits. */
const LAST_SECOND = 0x7fffffff;

export class LossTeller {
  private readonly format: Format;
  private readonly onLoss: (loss: Loss) => void;
  private readonly told = new Set<string>();

  constructor(format: Format, onLoss: (loss: Loss) => void) {
    this.format = format;
    this.onLoss = onLoss;
  }

  /** Something that belongs to no key. */
  tell(what: string, db = 0): void {
    this.onLoss({ db, what: this.lacking(what) });
  }

  tellKey({ db }: KeyHeader, key: Uint8Array, what: string): void {
    this.onLoss({ db, key, what: this.lacking(what) });
  }

  /** What stands before a key. How it was accessed is told once for all keys: they are not what a user keeps. */
  tellPrefixes(header: KeyHeader, key: () => Uint8Array): void {
    const { version, keydb } = this.format;
    const { idleSeconds, freq, meta, noEvict, expireAtMs, mvcc } = header;
    if (mvcc !== undefined && !keydb) this.tellOnce("KeyDB's time stamps of keys");
    if (idleSeconds !== undefined && version < OPCODES.IDLE.since) this.tellOnce('idle times of keys');
    if (freq !== undefined && version < OPCODES.FREQ.since) this.tellOnce('access frequencies of keys');
    const redis = version < FIRST_VALKEY;
    if (meta.length > 0 && !(redis && version >= OPCODES.KEY_META.since)) {
      const classes = meta.map(({ name }) => name).join(', ');
      this.tellKey(header, key(), `metadata of ${classes}`);
    }
    if (noEvict && !(redis && version >= OPCODES.KEY_NOEVICT.since)) {
      this.tellKey(header, key(), 'that it is not to be evicted');
    }
    if (expireAtMs !== undefined && version < OPCODES.EXPIRETIME_MS.since) {
      if (Number(expireAtMs) > LAST_SECOND * 1000) this.tellKey(header, key(), 'an expiry after January 2038');
      else if (Number(expireAtMs) % 1000 !== 0) this.tellKey(header, key(), 'the milliseconds of its expiry');
    }
  }

  private tellOnce(what: string): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    this.tell(what);
  }

  private lacking(what: string): string {
    const { target, version } = this.format;
    const form = version === target.rdbVersion ? '' : ` in RDB version ${version}`;
    return `${what}: ${target.name} has none${form}`;
  }
}
