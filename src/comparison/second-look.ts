/** The second look: keys that differ, read once more by their place and told. */
import { Arena } from '../bytes/arena.ts';
import type { Side } from './side.ts';
import type { Aspect, ChangedKey, ChangeSink } from '../diff/change.ts';
import type { DiffOptions } from '../diff/diff-options.ts';
import type { ChangedPlaces } from '../diff/differences.ts';
import { PlacesSink, type WantedPlace } from '../diff/places-sink.ts';
import { diffFacts } from '../diff/values/diff-facts.ts';
import { diffStored } from '../diff/values/diff-stored.ts';
import { isSameBytes } from '../bytes/same-bytes.ts';
import { ModuleReader } from '../diff/values/module-reader.ts';
import { playStored, StoredKeyLoader, type StoredKey } from '../diff/values/stored-key.ts';
import { SourceError } from '../errors.ts';
import { KeyPlayer } from '../keyspace/key-player.ts';
import { ENOUGH } from '../model/sink.ts';

export interface LookOptions {
  readonly diff: DiffOptions;
  /** Of differences that are told. */
  readonly limit: number;
  /** Of values that are held to be compared. */
  readonly batchBytes: number;
  /** Values whose digests differ may be the same all the same. */
  readonly isUnsure: boolean;
  /** One difference is as good as all: how many there are nobody asks. */
  readonly stopAtFirst: boolean;
  /** Differences that have been told before. */
  readonly told: number;
}

export class SecondLook {
  /** Differences that have been told. */
  told: number;
  /** Keys that are the same after all: expiries are near enough, or zeros lost their sign. */
  same = 0;
  private readonly a: Side;
  private readonly b: Side;
  private readonly sink: ChangeSink;
  /** Values that are told once more are in a memory of their own, which most comparisons never need. */
  private player: { readonly arena: Arena; readonly keys: KeyPlayer } | undefined;
  private readonly modules = new ModuleReader();
  private readonly options: LookOptions;

  constructor(a: Side, b: Side, sink: ChangeSink, options: LookOptions) {
    this.a = a;
    this.b = b;
    this.sink = sink;
    this.options = options;
    this.told = options.told;
  }

  removed(places: Iterable<number>): AsyncGenerator<void> {
    return this.a.look(new PlacesSink(this.sink.removed, this.whole(places)));
  }

  added(places: Iterable<number>): AsyncGenerator<void> {
    return this.b.look(new PlacesSink(this.sink.added, this.whole(places)));
  }

  /** Each is told when its place has been passed. */
  private *whole(places: Iterable<number>): Generator<WantedPlace> {
    for (const place of places) {
      if (this.told >= this.options.limit) return;
      this.told++;
      yield { place, headOnly: false };
    }
  }

  /** Values of a, as many as may be held; then those of b that belong to them; then the differences. */
  async *changed(pairs: Iterable<ChangedPlaces>): AsyncGenerator<void> {
    const { options } = this;
    const loaded: StoredKey[] = [];
    const wanted: ChangedPlaces[] = [];
    let bytes = 0;
    const loader = new StoredKeyLoader((key, size) => {
      loaded.push(key);
      bytes += size;
    });
    const places = new PlacesSink(loader, this.ofA(pairs, wanted));
    for await (const _ of this.a.look(places)) {
      const { told } = this;
      const areAll = told < options.limit && told + loaded.length >= options.limit;
      if (bytes >= options.batchBytes || areAll) {
        yield* this.tellBatch(loaded.splice(0), wanted);
        bytes = 0;
      }
      if (this.isDone) return;
      yield;
    }
    yield* this.tellBatch(loaded, wanted);
  }

  /** No more is told, and what may be the same after all has been counted, or need not be. */
  private get isDone(): boolean {
    const { limit, isUnsure, stopAtFirst } = this.options;
    return this.told >= limit && !(isUnsure && !stopAtFirst);
  }

  private *ofA(pairs: Iterable<ChangedPlaces>, wanted: ChangedPlaces[]): Generator<WantedPlace> {
    for (const pair of pairs) {
      if (this.told >= this.options.limit && !pair.valueDiffers) continue;
      wanted.push(pair);
      yield { place: pair.a, headOnly: this.isHeadOnly(pair) };
    }
  }

  private isHeadOnly({ valueDiffers }: ChangedPlaces): boolean {
    return !valueDiffers || (this.sink.detail === 'keys' && !this.options.isUnsure);
  }

  /** @param wanted - what belongs to the keys of a is taken from its front */
  private async *tellBatch(keys: readonly StoredKey[], wanted: ChangedPlaces[]): AsyncGenerator<void> {
    const pairs = wanted.splice(0, keys.length);
    if (pairs.length === 0) return;
    const order = pairs.map((_, i) => i).sort((i, j) => (pairs[i]?.b ?? 0) - (pairs[j]?.b ?? 0));
    const others: StoredKey[] = [];
    let next = 0;
    const loader = new StoredKeyLoader((key) => {
      others[order[next++] ?? 0] = key;
    });
    yield* this.b.look(new PlacesSink(loader, this.ofB(pairs, keys, order)));
    for (const [i, pair] of pairs.entries()) {
      const [a, b] = [keys[i], others[i]];
      if (this.isDone) return;
      if (a === undefined || b === undefined) continue;
      if (!isSameBytes(a.facts.key, b.facts.key)) throw this.hasChanged();
      this.tell(a, b, pair);
    }
  }

  /** Where one of two keys was, another is. */
  private hasChanged(): SourceError {
    const names = [...this.a.names, ...this.b.names].join(', ');
    return new SourceError(`${names}: one of them has changed while it was read`);
  }

  private *ofB(
    pairs: readonly ChangedPlaces[],
    keys: readonly StoredKey[],
    order: readonly number[],
  ): Generator<WantedPlace> {
    const { sink } = this;
    for (const i of order) {
      const [pair, a] = [pairs[i], keys[i]];
      if (pair === undefined || a === undefined) continue;
      yield { place: pair.b, headOnly: this.isHeadOnly(pair) && sink.isWhollyTold?.(a.facts) !== true };
    }
  }

  private tell(a: StoredKey, b: StoredKey, pair: ChangedPlaces): void {
    const aspects = this.aspectsOf(a, b, pair);
    if (aspects.length === 0) {
      this.same++;
      return;
    }
    if (this.told >= this.options.limit) return;
    this.told++;
    this.sink.changed(this.changedKey(a, b, aspects));
  }

  private aspectsOf(a: StoredKey, b: StoredKey, { valueDiffers }: ChangedPlaces): Aspect[] {
    const { diff } = this.options;
    const aspects = diffFacts(a.facts, b.facts, diff);
    if (!valueDiffers || aspects.includes('type')) return aspects;
    const isExplained = aspects.some((aspect) => aspect !== 'expireAt');
    const { any, nearly } = this.compare(a, b);
    return !any && (isExplained || nearly) ? aspects : ['value', ...aspects];
  }

  /** Whether any element differs, as far as values are known; and if none does, whether that is why digests did. */
  private compare(a: StoredKey, b: StoredKey): { any: boolean; nearly: boolean } {
    const { diff } = this.options;
    try {
      const passed = diffStored(
        a,
        b,
        diff,
        () => {
          throw ENOUGH;
        },
        this.modules,
      );
      return { any: false, nearly: passed || (a.value !== undefined && diff.ttlToleranceMs > 0) };
    } catch (error) {
      if (error !== ENOUGH) throw error;
      return { any: true, nearly: false };
    }
  }

  private changedKey(a: StoredKey, b: StoredKey, aspects: readonly Aspect[]): ChangedKey {
    const { options, sink: changes, modules } = this;
    return {
      a: a.facts,
      b: b.facts,
      aspects,
      elements: (tell) => {
        const isTold = changes.detail === 'elements' && aspects.includes('value');
        if (isTold) diffStored(a, b, options.diff, tell, modules);
      },
      play: (side, sink) => {
        const { arena, keys } = (this.player ??= newPlayer());
        sink.open(arena);
        playStored(side === 'a' ? a : b, sink, keys);
      },
    };
  }
}

function newPlayer(): { readonly arena: Arena; readonly keys: KeyPlayer } {
  const arena = new Arena(0);
  return { arena, keys: new KeyPlayer(arena) };
}
