/**
 * Which commands of a log are wanted: those that name a wanted key, and those that name none; transactions as long as something is
 * left of them.
 */
import type { Arena } from '../bytes/arena.ts';
import { UsageError } from '../errors.ts';
import { keySpecOf, positionsBy, type KeySpec } from '../model/command-keys.ts';
import { CommandNames } from '../model/command-names.ts';
import type { CommandPlace } from '../model/sink.ts';
import { CommandArgs } from './feed/command-args.ts';
import { HeldMulti, type SendCommand } from './feed/held-multi.ts';
import { WantedKeys } from './feed/wanted-keys.ts';
import type { FilterOptions } from './key-filter.ts';

/** Whether filters can only be held against keys with their values, so that a log has to be replayed for them. */
export function needsKeys(options: FilterOptions): boolean {
  const { types, notTypes, expires, expired, ttlMs, minSize, maxSize, minElements } = options;
  return [types, notTypes, expires, expired, ttlMs, minSize, maxSize, minElements].some((one) => one !== undefined);
}

/** @throws UsageError: a filter looks at values, or counts keys, and a feed of commands has neither */
export function checkFeedFilters(options: FilterOptions): void {
  if (!needsKeys(options) && options.limit === undefined) return;
  throw new UsageError(
    'filters on types, expiries, sizes and elements, and --limit, are for keys: ' +
      'commands that follow a snapshot do not have them, so they need --once',
  );
}

/** Commands that are shown beside those with keys, and hold them together. */
const FRAME = { MULTI: 'multi', EXEC: 'exec', SELECT: 'select', FLUSHDB: 'flush' } as const;
type Frame = (typeof FRAME)[keyof typeof FRAME];
const FRAMES: ReadonlyMap<string, Frame> = new Map(Object.entries(FRAME));

interface Facts {
  readonly spec: KeySpec;
  readonly frame: Frame | undefined;
}

function factsOf(name: string): Facts {
  return { spec: keySpecOf(name), frame: FRAMES.get(name) };
}

export class CommandFilter {
  private readonly target: SendCommand;
  private readonly args = new CommandArgs();
  private readonly wanted: WantedKeys;
  private readonly names = new CommandNames(factsOf);
  private readonly transaction: HeldMulti;
  private readonly word = (index: number): string => this.args.word(index);

  constructor(options: FilterOptions, target: SendCommand) {
    this.target = target;
    this.wanted = new WantedKeys(options, this.args);
    this.transaction = new HeldMulti(target);
  }

  open(arena: Arena): void {
    this.args.open(arena);
    this.transaction.open(arena);
  }

  /** A transaction that was cut off is forgotten. */
  reset(): void {
    this.transaction.reset();
  }

  command(place: CommandPlace, rows: number, count: number): void {
    const { args, transaction } = this;
    args.set(rows, count);
    const { spec, frame } = this.names.at(args.arena.u8, args.start(0), args.end(0));
    if (frame === 'multi') transaction.onMulti(place, args);
    else if (frame === 'exec') {
      if (transaction.onExec()) this.target(place, rows, count);
    } else if (frame === 'select') {
      if (!transaction.keepsSelect(place, args)) this.target(place, rows, count);
    } else if (frame === 'flush' ? this.wanted.hasDb(place.db) : this.passes(spec, place.db)) {
      transaction.release();
      this.target(place, rows, count);
    }
  }

  private passes(spec: KeySpec, db: number): boolean {
    const { args, wanted } = this;
    const positions = positionsBy(spec, args.count, this.word);
    if (positions.length === 0) return true;
    return wanted.hasDb(db) && positions.some((index) => wanted.has(index));
  }
}
