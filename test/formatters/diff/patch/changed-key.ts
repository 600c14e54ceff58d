/** Keys with their values as objects, compared as the comparison of two files compares them. */
import { Arena } from '../../../../src/bytes/arena.ts';
import type { ChangedKey } from '../../../../src/diff/change.ts';
import { DEFAULT_DIFF_OPTIONS, type DiffOptions } from '../../../../src/diff/diff-options.ts';
import { diffFacts } from '../../../../src/diff/values/diff-facts.ts';
import { playStored, type StoredKey } from '../../../../src/diff/values/stored-key.ts';
import { KeyPlayer } from '../../../../src/keyspace/key-player.ts';
import type { EntrySink } from '../../../../src/model/sink.ts';
import type { Value } from '../../../../src/model/value.ts';
import { changesOf, load } from '../../../diff/values/stored.ts';

/** As read of a file. */
export interface Stored {
  readonly db?: number;
  readonly key: Uint8Array;
  readonly value: Value;
  readonly expireAtMs?: number;
}

/** Every writer takes a region for good, and a memory costs more to grow the larger it is: after so many bytes a new one serves. */
const MOST_BYTES = 4 << 20;
let arena = new Arena(0);
let player = new KeyPlayer(arena);

function playHeld(held: StoredKey, sink: EntrySink): void {
  if (arena.u8.length > MOST_BYTES) {
    arena = new Arena(0);
    player = new KeyPlayer(arena);
  }
  sink.open(arena);
  playStored(held, sink, player);
}

function hold({ db = 0, key, value, expireAtMs }: Stored): StoredKey {
  const held = load(value);
  if (held === undefined) throw new Error('there is no such key');
  return { ...held, facts: { ...held.facts, db, key, expireAtMs } };
}

/** Tell a sink that is not open of a key as a decoder does. */
export function play(stored: Stored, sink: EntrySink): void {
  playHeld(hold(stored), sink);
}

/** @returns undefined: nothing differs */
export function compare(a: Stored, b: Stored, options: Partial<DiffOptions> = {}): ChangedKey | undefined {
  const [left, right] = [hold(a), hold(b)];
  const [before, after] = [left.value, right.value];
  if (before === undefined || after === undefined) throw new Error('a key has no value');
  const changes = changesOf(before, after, options);
  const aspects = diffFacts(left.facts, right.facts, { ...DEFAULT_DIFF_OPTIONS, ...options });
  if (changes.length > 0) aspects.push('value');
  if (aspects.length === 0) return undefined;
  return {
    a: left.facts,
    b: right.facts,
    aspects,
    elements: (take) => changes.forEach(take),
    play: (side, sink) => playHeld(side === 'a' ? left : right, sink),
  };
}
