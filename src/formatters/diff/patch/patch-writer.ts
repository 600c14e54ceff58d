/** Commands to the server that holds a: which it is, what it knows, and the database that they go to. */
import { Arena } from '../../../bytes/arena.ts';
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { KeyFacts } from '../../../diff/change.ts';
import { featuresOf, likeSource, type Feature, type Target } from '../../../model/target.ts';
import type { BatchLimits } from '../../resp/batch.ts';
import { CommandWriter, type Argument } from '../../resp/command-writer.ts';
import { DEFAULT_LIMITS, type Selection } from '../../resp/options.ts';
import type { PatchOptions } from './options.ts';

export class PatchWriter {
  readonly limits: BatchLimits;
  readonly compared: PatchOptions['compared'];
  /** Shared with the formatters that write whole keys. */
  readonly selection: Selection = { db: undefined };
  private readonly commands: CommandWriter;
  private readonly onLoss: PatchOptions['onLoss'];
  private readonly nowMs: number;
  /** Commands are written by way of this memory. */
  private readonly arena = new Arena(0);
  private server: Target = likeSource('redis', new Map());
  private known: ReadonlySet<Feature> = featuresOf(this.server);

  constructor(out: ByteWriter, options: PatchOptions) {
    this.commands = new CommandWriter(out);
    this.limits = options.limits ?? DEFAULT_LIMITS;
    this.compared = options.compared;
    this.onLoss = options.onLoss;
    this.nowMs = options.nowMs ?? -Infinity;
  }

  get target(): Target {
    return this.server;
  }
  set target(target: Target) {
    this.server = target;
    this.known = featuresOf(target);
  }

  knows(feature: Feature): boolean {
    return this.known.has(feature);
  }

  /** Whether the server has let go of what has this expiry: it drops it when it loads a file, if not before. */
  isGone(expireAtMs: number | bigint | undefined): boolean {
    return expireAtMs !== undefined && expireAtMs <= this.nowMs;
  }

  /** A whole command. */
  command(...words: readonly Argument[]): void {
    // Whole keys are written by way of others.
    this.commands.open(this.arena);
    this.commands.command(...words);
  }

  select(db: number): void {
    if (db === this.selection.db) return;
    this.selection.db = db;
    this.command('SELECT', db);
  }

  /** What deletes keys without making the server wait. */
  get deletion(): 'UNLINK' | 'DEL' {
    return this.knows('unlink') ? 'UNLINK' : 'DEL';
  }

  /** @param of - the key that something is lost of */
  lose(what: string, of?: KeyFacts): void {
    const words = `${what}: ${this.target.name} cannot be given it`;
    const { db = 0 } = this.selection;
    this.onLoss(of === undefined ? { db, what: words } : { db: of.db, key: of.key, what: words });
  }

  /** Expiry of a key. */
  expire(of: KeyFacts, at: number | bigint | undefined): void {
    this.select(of.db);
    if (at === undefined) this.command('PERSIST', of.key);
    else if (this.knows('millisecondTtl')) this.command('PEXPIREAT', of.key, at);
    else {
      if (Number(at) % 1000 !== 0) this.lose('milliseconds of the expiry', of);
      this.command('EXPIREAT', of.key, Math.ceil(Number(at) / 1000));
    }
  }
}
