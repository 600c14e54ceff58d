/**
 * The commands that make a server which holds a hold b. Keys that are gone are deleted, keys that are new are written whole;
 * of a key that has changed, what has changed of it is, where its type has commands for that, and else it is written anew.
 * Source of the commands: aof-replication-resp.md 6.
 */
import type { ByteWriter } from '../../../bytes/writer.ts';
import type { Aspect, ChangedKey, ChangeSink, FunctionChange, SideFacts } from '../../../diff/change.ts';
import { likeSource, type Target } from '../../../model/target.ts';
import { RespFormatter } from '../../resp/formatter.ts';
import type { RespOptions } from '../../resp/options.ts';
import { AddedKeys } from './added-keys.ts';
import { Libraries } from './libraries.ts';
import type { PatchOptions } from './options.ts';
import { patchValue } from './patch-value.ts';
import { PatchWriter } from './patch-writer.ts';
import { RemovedKeys } from './removed-keys.ts';
import { RenewedKey } from './renewed-key.ts';

/** What no command changes of a key that is there, and how it is called. */
const LOST: Readonly<Partial<Record<Aspect, string>>> = {
  encoding: 'the encoding',
  idle: 'the idle time',
  freq: 'the access frequency',
  meta: 'what module classes keep beside the key',
  noEvict: 'whether the key is never evicted',
  mvcc: 'the MVCC time stamp',
};
/** Of these, a key that is written anew tells itself. */
const TOLD_ANEW: ReadonlySet<Aspect> = new Set(['meta', 'noEvict']);

/** Which server commands are for, is known when the sides are. */
type WholeKeys = RespOptions & { target: Target | undefined };

export class PatchFormatter implements ChangeSink {
  readonly detail = 'elements';
  readonly removed: RemovedKeys;
  readonly added: AddedKeys;
  private readonly out: ByteWriter;
  private readonly writer: PatchWriter;
  private readonly libraries: Libraries;
  private readonly renewed: RespFormatter;
  private readonly wanted: Target | undefined;
  private readonly wholeKeys: readonly WholeKeys[];

  constructor(out: ByteWriter, options: PatchOptions) {
    const { target, onLoss } = options;
    this.out = out;
    this.writer = new PatchWriter(out, options);
    this.libraries = new Libraries(this.writer);
    this.removed = new RemovedKeys(this.writer, () => this.settle());
    const { limits, selection } = this.writer;
    const added = { target, restore: false, replace: false, del: false, onLoss, limits, selection };
    const renewed = { ...added, del: true };
    this.added = new AddedKeys(new RespFormatter(out, added), () => this.settle());
    this.renewed = new RespFormatter(out, renewed);
    this.wanted = target;
    this.wholeKeys = [added, renewed];
  }

  begin(a: SideFacts, b: SideFacts): void {
    this.writer.target = this.wanted ?? likeSource(a.dialect, a.versions);
    for (const options of this.wholeKeys) options.target = this.writer.target;
    this.renewed.begin({ format: 'aof', version: undefined, dialect: b.dialect, offset: 0 });
  }

  functionLibrary(change: FunctionChange): void {
    this.libraries.add(change);
  }

  /** What waits comes before what follows. */
  private settle(): void {
    this.libraries.close();
    this.removed.close();
  }

  changed(key: ChangedKey): void {
    this.settle();
    const { a, b, aspects } = key;
    const { writer } = this;
    const hasNewExpiry = aspects.includes('expireAt');
    const expireAtMs = hasNewExpiry ? b.expireAtMs : a.expireAtMs;
    writer.select(a.db);
    let isAnew = aspects.includes('type') || writer.isGone(a.expireAtMs);
    if (!isAnew && aspects.includes('value')) isAnew = !patchValue(key, writer);
    if (isAnew) key.play('b', new RenewedKey(this.renewed, a.db, expireAtMs));
    else if (hasNewExpiry) writer.expire(a, expireAtMs);
    for (const aspect of aspects) {
      const what = LOST[aspect];
      if (what !== undefined && !(isAnew && TOLD_ANEW.has(aspect))) writer.lose(what, a);
    }
  }

  end(): void {
    this.settle();
    this.out.flush();
  }
}
