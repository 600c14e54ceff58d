/** Two inputs compared in this process: which keys differ, by their names. */
import { runDiff } from '../../src/comparison/run-diff.ts';
import type { ChangedKey, ChangeSink } from '../../src/diff/change.ts';
import { IGNORED } from '../../src/diff/diff-options.ts';
import { openPath, type ContentOptions } from '../../src/input.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { Interest, KeyHeader } from '../../src/model/sink.ts';

export type Change = 'removed' | 'changed' | 'added';

export interface KeyChanges {
  /** By `db key`, the key's bytes as Latin-1. */
  readonly keys: ReadonlyMap<string, Change>;
  /** Keys that are the same. */
  readonly same: number;
  readonly errors: readonly string[];
}

export interface ComparedInput {
  readonly path: string;
  readonly content: ContentOptions;
}

/** Everything counts but what only tells of reading. */
const DIFF = {
  ignoreTtl: false,
  ttlToleranceMs: 0,
  ignoreDb: false,
  ignore: new Set(IGNORED),
  encoding: false,
  streams: 'full',
  functions: false,
} as const;
const MEMORY_BYTES = 8 << 20;

export async function keyChanges(a: ComparedInput, b: ComparedInput): Promise<KeyChanges> {
  const keys = new Map<string, Change>();
  // The names of the inputs tell which is which, also where both are the same file.
  const inputs = new Map([
    ['a', a],
    ['b', b],
  ]);
  const open = (name: 'a' | 'b', { path }: ComparedInput) => [
    { name, open: () => openPath(path, {}), rereadable: true },
  ];
  const { totals, failures } = await runDiff(open('a', a), open('b', b), new ChangedNames(keys), {
    diff: DIFF,
    memoryBytes: MEMORY_BYTES,
    content: (name) => inputs.get(name)?.content ?? {},
  });
  return { keys, same: totals.same, errors: failures.map(({ message }) => message) };
}

class ChangedNames implements ChangeSink {
  /** So that elements are compared, too. */
  readonly detail = 'elements';
  readonly removed: KeyNames;
  readonly added: KeyNames;
  private readonly keys: Map<string, Change>;

  constructor(keys: Map<string, Change>) {
    this.keys = keys;
    this.removed = new KeyNames('removed', keys);
    this.added = new KeyNames('added', keys);
  }

  open(): void {}
  begin(): void {}
  functionLibrary(): void {}
  changed({ a, elements }: ChangedKey): void {
    this.keys.set(nameOf(a.db, a.key), 'changed');
    elements(() => {});
  }
  end(): void {}
}

class KeyNames extends NullSink {
  private readonly change: Change;
  private readonly keys: Map<string, Change>;

  constructor(change: Change, keys: Map<string, Change>) {
    super();
    this.change = change;
    this.keys = keys;
  }

  override key({ db, start, end }: KeyHeader): Interest {
    this.keys.set(nameOf(db, this.arena.u8.subarray(start, end)), this.change);
    return 'skip';
  }
}

function nameOf(db: number, key: Uint8Array): string {
  return `${db} ${Buffer.from(key).toString('latin1')}`;
}
