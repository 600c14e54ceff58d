/**
 * Two data sets compared: all keys of both sides become records that are matched as they come, then those that differ are looked
 * at once more, by their place, and told.
 */
import { quoteBytes } from '../bytes/text.ts';
import type { ChangeSink, DiffTotals } from '../diff/change.ts';
import type { Differences } from '../diff/differences.ts';
import type { DiffOptions } from '../diff/diff-options.ts';
import { diffFunctions } from '../diff/functions.ts';
import { NullChanges } from '../diff/null-changes.ts';
import { KeyJoin } from '../diff/match/key-join.ts';
import { roomsOf } from '../diff/match/rooms.ts';
import { ConflictError } from '../errors.ts';
import { TemporaryFile } from '../io/temporary-file.ts';
import { InputFailure } from './input-failure.ts';
import { SideReader } from './side-reader.ts';
import { SecondLook } from './second-look.ts';
import type { SideOptions } from './side.ts';
import type { DiffInput } from './twice-read.ts';

export interface DiffRun extends SideOptions {
  readonly diff: DiffOptions;
  /** For what is known of keys until they are matched. */
  readonly memoryBytes: number;
  /** Tell of so many differences at most. */
  readonly limit?: number;
  /** Stop when it is known that something differs: the totals say no more than that, and nothing else is told. */
  readonly stopAtFirst?: boolean;
  /** Tell of nothing if a side is damaged. */
  readonly onlyWhole?: boolean;
  /**
   * Called between pieces of input. What it returns is awaited.
   *
   * @param bytes - read of both sides; undefined: they are read to their ends, and looked at once more
   * @param size - of both sides, if that is known
   */
  readonly onProgress?: (bytes: number | undefined, size: number | undefined) => void | Promise<void>;
}

export interface DiffResult {
  readonly totals: DiffTotals;
  /** None: both sides were read to their ends. */
  readonly failures: readonly InputFailure[];
}

/** Values that are held at a time, to be compared element by element. */
const BATCH_BYTES = 64 << 20;
const NOTHING: DiffTotals = { same: 0, removed: 0, changed: 0, added: 0, functions: 0, untold: 0, complete: false };

/**
 * Compare two sides, each of one or several inputs, and tell of what differs. If one is damaged, what is certain is told: not
 * what only the other has.
 *
 * @throws ConflictError: a key stands twice on a side; SourceError OUTPUT: a temporary file cannot be written
 */
export async function runDiff(
  a: readonly DiffInput[],
  b: readonly DiffInput[],
  sink: ChangeSink,
  options: DiffRun,
): Promise<DiffResult> {
  const diff = new Diff(a, b, sink, options);
  try {
    return await diff.run();
  } finally {
    await diff.close();
  }
}

class Diff {
  private readonly sink: ChangeSink;
  private readonly options: DiffRun;
  private readonly matcher: KeyJoin;
  private readonly a: SideReader;
  private readonly b: SideReader;

  constructor(a: readonly DiffInput[], b: readonly DiffInput[], sink: ChangeSink, options: DiffRun) {
    const { memoryBytes, diff } = options;
    const { ttlToleranceMs } = diff;
    this.options = options;
    this.sink = options.stopAtFirst === true ? new NullChanges('keys') : sink;
    this.matcher = new KeyJoin({ rooms: roomsOf(memoryBytes), ttlToleranceMs, spool: () => new TemporaryFile() });
    this.a = new SideReader('a', a, this.matcher, options);
    this.b = new SideReader('b', b, this.matcher, options);
  }

  async run(): Promise<DiffResult> {
    const { a, b, matcher } = this;
    await a.open();
    await b.open();
    if (a.failure === undefined && b.failure === undefined) await this.match();
    const failures = [a.failure, b.failure].filter((failure) => failure !== undefined);
    if (this.isHopeless) return { totals: NOTHING, failures };
    if (this.isEnough) return { totals: { ...NOTHING, changed: 1 }, failures };
    const differences = matcher.finish();
    if (this.options.onlyWhole === true && failures.length > 0) return { totals: NOTHING, failures };
    try {
      await this.refuseTwice(differences);
      return { totals: await this.tell(differences), failures };
    } catch (error) {
      if (!(error instanceof InputFailure)) throw error;
      return { totals: NOTHING, failures: [...failures, error] };
    }
  }

  async close(): Promise<void> {
    this.matcher.close();
    await Promise.all([this.a.close(), this.b.close()]);
  }

  /** In lock-step: the side whose keys are waited for is behind, else the one of which more is left. */
  private async match(): Promise<void> {
    const { a, b } = this;
    const { size: sizeOfA } = a.side;
    const { size: sizeOfB } = b.side;
    const isUnknown = sizeOfA === undefined || sizeOfB === undefined;
    const size = isUnknown ? undefined : sizeOfA + sizeOfB;
    let at = b;
    while (!(a.isDone && b.isDone) && !this.isEnough && !this.isHopeless) {
      if (a.isDone || b.isDone) at = a.isDone ? b : a;
      else if (!at.isBehind) at = a.share(isUnknown) <= b.share(isUnknown) ? a : b;
      await at.step();
      const waiting = this.options.onProgress?.(a.side.bytes + b.side.bytes, size);
      if (waiting !== undefined) await waiting;
    }
  }

  /** It is known that something differs, and nobody asks what. */
  private get isEnough(): boolean {
    return this.options.stopAtFirst === true && this.matcher.hasChanges && !this.isUnsure;
  }

  /** Values whose digests differ may be the same: by expiries of fields that are near enough, or zeros that lost their sign. */
  private get isUnsure(): boolean {
    const { a, b, options } = this;
    return options.diff.ttlToleranceMs > 0 || a.digests.hasNegativeZeros || b.digests.hasNegativeZeros;
  }

  /** A side cannot be read, so nothing will come of it. */
  private get isHopeless(): boolean {
    return [this.a, this.b].some(({ failure }) => failure !== undefined && !failure.isDamage);
  }

  private async tell(differences: Differences): Promise<DiffTotals> {
    const { a, b, sink, options } = this;
    const { limit = options.stopAtFirst === true ? 1 : Infinity, diff } = options;
    sink.begin(a.facts, b.facts);
    const complete = a.failure === undefined && b.failure === undefined;
    const functions = diff.functions && complete ? diffFunctions(a.digests.functions, b.digests.functions) : [];
    for (const change of functions.slice(0, limit)) sink.functionLibrary(change);
    const look = new SecondLook(a.side, b.side, sink, {
      diff,
      limit,
      batchBytes: Math.min(BATCH_BYTES, options.memoryBytes / 4),
      isUnsure: this.isUnsure,
      stopAtFirst: options.stopAtFirst === true,
      told: Math.min(limit, functions.length),
    });
    // Of keys that a damaged side may have lost nothing is known.
    const removed = b.failure === undefined ? differences.removed : 0;
    const added = a.failure === undefined ? differences.added : 0;
    if (removed > 0) await this.look(look.removed(differences.removedPlaces()));
    if (differences.changed > 0) await this.look(look.changed(differences.changedPlaces()));
    if (added > 0) await this.look(look.added(differences.addedPlaces()));
    const changed = differences.changed - look.same;
    const totals: DiffTotals = {
      same: differences.same + look.same,
      removed,
      changed,
      added,
      functions: functions.length,
      untold: functions.length + removed + changed + added - look.told,
      complete,
    };
    sink.end(totals);
    return totals;
  }

  private async look(steps: AsyncGenerator<void>): Promise<void> {
    const { onProgress } = this.options;
    for await (const _ of steps) {
      const waiting = onProgress?.(undefined, undefined);
      if (waiting !== undefined) await waiting;
    }
  }

  private async refuseTwice({ twice }: Differences): Promise<void> {
    if (twice === undefined) return;
    const { side } = twice.side === 'a' ? this.a : this.b;
    const { db, name } = await side.keyAt(twice.place);
    throw new ConflictError(`${side.names.join(', ')}: db${db} / key ${quoteBytes(name)} comes twice on this side`);
  }
}
