/** Several inputs into one data set, in which a key stands once. */
import { quoteBytes } from '../src/bytes/text.ts';
import { ConflictError, DecodeError } from '../src/errors.ts';
import { KeySet } from '../src/filter/key-set.ts';
import type { MapOptions } from '../src/filter/map-sink.ts';
import type { Admit } from '../src/filter/unique-sink.ts';
import type { Warning } from '../src/rdb/context.ts';
import type { OnConflict } from './shared/conflict-flags.ts';

export interface MergeOptions {
  readonly inputs: readonly string[];
  readonly maps?: MapOptions | undefined;
  /** Undefined: the user does not say. */
  readonly onConflict: OnConflict | undefined;
}

export class Merge {
  /** In the order in which they are to be read: with the last input first, the first of two keys is the one to keep. */
  readonly inputs: readonly string[];
  /** Undefined where no key can come twice but from a damaged file. */
  readonly admit: Admit | undefined;
  private readonly rule: OnConflict;
  private readonly seen = new KeySet();
  private source = 0;

  constructor({ inputs, maps, onConflict }: MergeOptions) {
    this.rule = onConflict ?? 'error';
    this.inputs = this.rule === 'last' ? inputs.toReversed() : inputs;
    const renames = maps !== undefined && (maps.dbs.size > 0 || maps.prefixes.length > 0);
    const counts = inputs.length > 1 || renames || onConflict !== undefined;
    this.admit = counts ? (db, key) => this.admitOnce(db, key) : undefined;
  }

  /** What follows comes from the next input. */
  next(): void {
    this.source++;
  }

  /** @throws DecodeError: what the file says of a key holds for two, which no server loads */
  refuseDuplicates({ code, message, offset }: Pick<Warning, 'code' | 'message' | 'offset'>): void {
    if (code !== 'DUPLICATE' || this.admit !== undefined) return;
    throw new DecodeError(code, `${message}; --on-conflict first takes the first`, offset);
  }

  /** @throws ConflictError */
  private admitOnce(db: number, key: Uint8Array): boolean {
    const { rule, source } = this;
    const holder = this.seen.add(db, key, source);
    if (holder === undefined) return true;
    if (rule === 'first' || (rule === 'last' && holder !== source)) return false;
    const what = `db${db} / key ${quoteBytes(key)}`;
    if (holder === source) throw new ConflictError(`${what} comes twice from this input: --on-conflict first chooses`);
    throw new ConflictError(`${what} stands in an input before this one, too: --on-conflict first or last chooses`);
  }
}
