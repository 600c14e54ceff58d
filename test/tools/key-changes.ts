/** Two inputs compared in this process: which keys differ, by their names. */
import { runDiff } from '../../src/comparison/run-diff.ts';
import type { ChangedKey, ChangeSink } from '../../src/diff/change.ts';
import { DEFAULT_DIFF_OPTIONS } from '../../src/diff/diff-options.ts';
import { openPath, type ContentOptions } from '../../src/input.ts';
import { NullSink } from '../../src/model/null-sink.ts';
import type { Interest, KeyHeader } from '../../src/model/sink.ts';

export type Change = 'removed' | 'changed' | 'added';

export interface KeyChanges {
  /** By `db key`, the key's bytes as Latin-1. */
  readonly keys: ReadonlyMap<string, Change>;
  /** Of those, keys that have expired on a side: no server tells of them. */
  readonly expired: ReadonlySet<string>;
  readonly errors: readonly string[];
}

export interface ComparedInput {
  readonly path: string;
  readonly content: ContentOptions;
}

const MEMORY_BYTES = 8 << 20;

export async function keyChanges(a: ComparedInput, b: ComparedInput): Promise<KeyChanges> {
  const names = new ChangedNames(Math.max(a.content.nowMs ?? 0, b.content.nowMs ?? 0));
  // The names of the inputs tell which is which, also where both are the same file.
  const inputs = new Map([
    ['a', a],
    ['b', b],
  ]);
  const open = (name: 'a' | 'b', { path }: ComparedInput) => [
    { name, open: () => openPath(path, {}), rereadable: true },
  ];
  const { failures } = await runDiff(open('a', a), open('b', b), names, {
    diff: DEFAULT_DIFF_OPTIONS,
    memoryBytes: MEMORY_BYTES,
    content: (name) => inputs.get(name)?.content ?? {},
  });
  return { keys: names.keys, expired: names.expired, errors: failures.map(({ message }) => message) };
}

class ChangedNames implements ChangeSink {
  /** So that elements are compared, too. */
  readonly detail = 'elements';
  readonly keys = new Map<string, Change>();
  readonly expired = new Set<string>();
  readonly removed = new KeyNames((header, key) => this.add('removed', header, key));
  readonly added = new KeyNames((header, key) => this.add('added', header, key));
  private readonly nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  begin(): void {}
  functionLibrary(): void {}
  changed({ a, b, elements }: ChangedKey): void {
    this.add('changed', a, a.key);
    this.add('changed', { ...b, db: a.db }, a.key);
    elements(() => {});
  }
  end(): void {}

  private add(change: Change, { db, expireAtMs }: Head, key: Uint8Array): void {
    const name = `${db} ${Buffer.from(key).toString('latin1')}`;
    this.keys.set(name, change);
    if (expireAtMs !== undefined && expireAtMs <= this.nowMs) this.expired.add(name);
  }
}

type Head = Pick<KeyHeader, 'db' | 'expireAtMs'>;

class KeyNames extends NullSink {
  private readonly add: (header: Head, key: Uint8Array) => void;

  constructor(add: (header: Head, key: Uint8Array) => void) {
    super();
    this.add = add;
  }

  override key(header: KeyHeader): Interest {
    this.add(header, this.arena.u8.subarray(header.start, header.end));
    return 'skip';
  }
}
