/** Source and target held against each other at one offset: what is delivered is what was there. */
import { quoteBytes } from '../bytes/text.ts';
import { runDiff } from '../comparison/run-diff.ts';
import type { DiffInput } from '../comparison/twice-read.ts';
import type { ChangedKey, DiffTotals } from '../diff/change.ts';
import { DEFAULT_DIFF_OPTIONS } from '../diff/diff-options.ts';
import { NullChanges } from '../diff/null-changes.ts';
import { FilterSink } from '../filter/filter-sink.ts';
import { Glob } from '../filter/glob.ts';
import type { FilterOptions } from '../filter/key-filter.ts';
import { MapSink, type MapOptions } from '../filter/map-sink.ts';
import { NullSink } from '../model/null-sink.ts';
import type { EntrySink, Interest, KeyHeader } from '../model/sink.ts';
import { ReplicatedFacts } from './replicated-facts.ts';

export interface VerifyOptions {
  /** Of the source. */
  readonly filters: FilterOptions | undefined;
  readonly maps: MapOptions | undefined;
  /** Keys that are ours: a glob. The source may be a target itself, and then has some. */
  readonly markers: string;
  /** Whether the target may hold more than what is from the source. */
  readonly beside: boolean;
  readonly now: () => number;
}

export interface Verdict {
  /** Keys that are the same. */
  readonly same: number;
  readonly differences: number;
  /** Keys that only the target holds, where it may: they are no differences. */
  readonly more: number;
  /** The first of them, as `db0 / key "x": value differs`. */
  readonly examples: readonly string[];
}

const MEMORY_BYTES = 64 << 20;
const MOST_EXAMPLES = 5;
/** A key that expires while it is looked at may be gone on one side. */
const EXPIRING_MS = 60_000;

/**
 * @param source - snapshots: of each shard one
 * @param target - the same of the target
 * @throws RdbToolError: one of them cannot be read
 */
export async function verify(
  source: readonly DiffInput[],
  target: readonly DiffInput[],
  { filters, maps, markers, beside, now }: VerifyOptions,
): Promise<Verdict> {
  const nowMs = now();
  // Servers delete what has expired when they come to it, each in its own time.
  const lasting = { expired: false, nowMs: nowMs + EXPIRING_MS };
  const ours = new Glob(markers);
  const wanted = { ...filters, ...lasting };
  const theirs = { ...lasting, notMatch: [ours] };
  const front = (sink: EntrySink, side: 'a' | 'b'): EntrySink => {
    const unmarked = new FilterSink(new ReplicatedFacts(sink), theirs);
    if (side === 'b') return unmarked;
    return new FilterSink(maps === undefined ? unmarked : new MapSink(unmarked, maps), wanted);
  };
  const examples = new Examples(beside);
  const { totals, failures } = await runDiff(source, target, examples, {
    diff: { ...DEFAULT_DIFF_OPTIONS, functions: maps === undefined && filters === undefined && !beside },
    memoryBytes: MEMORY_BYTES,
    front,
    content: () => ({}),
  });
  const [failure] = failures;
  if (failure !== undefined) throw failure.error;
  const more = beside ? totals.added : 0;
  return { same: totals.same, differences: differencesOf(totals) - more, more, examples: examples.lines };
}

function differencesOf({ removed, changed, added, functions }: DiffTotals): number {
  return removed + changed + added + functions;
}

/** Names the first keys that differ. */
class Examples extends NullChanges {
  readonly lines: string[] = [];
  override readonly removed = new Named(this.lines, 'only in the source');
  override readonly added: EntrySink;

  /** @param beside - what only the target holds is not told */
  constructor(beside: boolean) {
    super('keys');
    this.added = beside ? new NullSink() : new Named(this.lines, 'only in the target');
  }

  override changed({ a: { db, key }, aspects }: ChangedKey): void {
    name(this.lines, db, key, `${aspects.join(', ')} ${aspects.length === 1 ? 'differs' : 'differ'}`);
  }
}

class Named extends NullSink {
  private readonly lines: string[];
  private readonly what: string;

  constructor(lines: string[], what: string) {
    super();
    this.lines = lines;
    this.what = what;
  }

  override key({ db, start, end }: KeyHeader): Interest {
    name(this.lines, db, this.arena.u8.slice(start, end), this.what);
    return 'skip';
  }
}

function name(lines: string[], db: number, key: Uint8Array, what: string): void {
  if (lines.length < MOST_EXAMPLES) lines.push(`db${db} / key ${quoteBytes(key)}: ${what}`);
}
