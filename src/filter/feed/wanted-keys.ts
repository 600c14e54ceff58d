/** Which keys and databases of commands are wanted. */
import type { FilterOptions } from '../key-filter.ts';
import { passesKey } from '../key-filter.ts';
import type { CommandArgs } from './command-args.ts';

export class WantedKeys {
  /** Whether there is any filter that keys are held against. */
  readonly areSome: boolean;
  private readonly options: FilterOptions;
  private readonly args: CommandArgs;
  private index = 0;
  private readonly bytes = (): Uint8Array => this.args.bytes(this.index);

  constructor(options: FilterOptions, args: CommandArgs) {
    const { match, notMatch, regex, notRegex, slots, sample } = options;
    this.areSome = [match, notMatch, regex, notRegex, slots, sample].some((one) => one !== undefined);
    this.options = options;
    this.args = args;
  }

  /** Whether an argument is a key that is wanted, whatever its database. */
  has(index: number): boolean {
    this.index = index;
    return !this.areSome || passesKey(this.options, this.bytes);
  }

  hasDb(db: number): boolean {
    return this.options.dbs?.has(db) !== false;
  }

  /** The databases that are wanted, where not all are. */
  get dbs(): ReadonlySet<number> | undefined {
    return this.options.dbs;
  }
}
