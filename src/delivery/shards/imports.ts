/** Atomic migrations to one shard, from the mark of their begin until their end is delivered. See slot-gate.ts. */
import { keyHash } from './key-hash.ts';
import { migrationMark } from './slot-migration.ts';
import type { Migration, Shard, SlotOwners } from './slot-owners.ts';

export class Imports {
  private readonly shard: Shard;
  private readonly owners: SlotOwners;
  /** Called when slots do not move after all. */
  private readonly onFailed: (() => void) | undefined;
  private migrations: Migration[];

  constructor(shard: Shard, owners: SlotOwners, onFailed: (() => void) | undefined) {
    this.shard = shard;
    this.owners = owners;
    this.onFailed = onFailed;
    // Those of before a restart.
    this.migrations = owners.importsOf(shard);
  }

  begin(job: string, from: Shard | undefined, ranges: Migration['ranges'], begunAt: number): void {
    const migration: Migration = {
      job,
      from,
      to: this.shard,
      ranges,
      state: 'running',
      begunAt,
      doneAt: undefined,
      isHandedOver: false,
      partial: false,
      present: new Set<number>(),
      cleaned: new Set<number>(),
    };
    this.owners.begin(migration);
    this.migrations.push(migration);
  }

  /** A CLUSTER command of the feed. Gives the migration that it says is done. */
  follow(words: readonly string[], offset: number): Migration | undefined {
    const mark = migrationMark(words);
    if (mark === undefined) return undefined;
    const known = this.migrations.find(({ job, state }) => job === mark.job && state === 'running');
    if (mark.kind === 'begun') {
      if (known === undefined) this.begin(mark.job, this.owners.shardOf(mark.source), mark.ranges, offset);
      return undefined;
    }
    if (known === undefined) return undefined;
    known.state = 'done';
    known.doneAt = offset;
    if (known.isHandedOver) this.owners.end(known);
    if (mark.kind === 'done') return known;
    known.state = 'failed';
    this.owners.end(known);
    this.onFailed?.();
    return undefined;
  }

  /** Everything up to `offset` is delivered for certain. */
  forget(offset: number): void {
    const isOver = ({ doneAt }: Migration): boolean => doneAt !== undefined && doneAt <= offset;
    if (this.migrations.some(isOver)) this.migrations = this.migrations.filter((one) => !isOver(one));
  }

  /** Those that are under way at an offset that has not been confirmed for long. */
  at(offset: number): Migration[] {
    return this.migrations.filter(({ begunAt, doneAt = Infinity }) => begunAt <= offset && offset < doneAt);
  }
}

/** What a command on a slot that is being imported leaves there. @param keys - those it names */
export function notePresent(migration: Migration, keys: Iterable<Uint8Array>, areDeleted: boolean): void {
  for (const key of keys) {
    if (areDeleted) migration.present.delete(keyHash(key));
    else migration.present.add(keyHash(key));
  }
}
