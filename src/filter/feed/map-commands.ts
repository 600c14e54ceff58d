/** Commands under other names and in other databases: each key, pattern and number of a database among their arguments. */
import type { Arena } from '../../bytes/arena.ts';
import { hasFirstKeyAlone, keySpecOf, positionsBy, type KeySpec } from '../../model/command-keys.ts';
import { CommandNames } from '../../model/command-names.ts';
import type { MapOptions, PrefixMap } from '../map-sink.ts';
import { CommandArgs } from './command-args.ts';
import { CommandBuffer } from './command-buffer.ts';

/** Where commands name databases: so many from `from` on, or behind a word. */
type DatabaseArgs = { readonly from: number; readonly to: number } | { readonly word: string; readonly from: number };

const DATABASES: ReadonlyMap<string, DatabaseArgs> = new Map<string, DatabaseArgs>([
  ['SELECT', { from: 1, to: 2 }],
  ['MOVE', { from: 2, to: 3 }],
  ['SWAPDB', { from: 1, to: 3 }],
  ['COPY', { word: 'DB', from: 3 }],
]);

/** Words of SORT with a pattern of keys behind them. `GET #` names none, nor does BY without a star. */
const PATTERN_WORDS: ReadonlySet<string> = new Set(['BY', 'GET']);
const STAR = 0x2a;

interface Facts {
  readonly spec: KeySpec;
  readonly firstKeyAlone: boolean;
  readonly databases: DatabaseArgs | undefined;
  readonly hasPatterns: boolean;
}

function factsOf(name: string): Facts {
  const spec = keySpecOf(name);
  const firstKeyAlone = hasFirstKeyAlone(spec);
  return { spec, firstKeyAlone, databases: DATABASES.get(name), hasPatterns: name === 'SORT' };
}

export class CommandMapper {
  readonly buffer = new CommandBuffer();
  private readonly args = new CommandArgs();
  private readonly dbs: MapOptions['dbs'];
  private readonly prefixes: readonly PrefixMap[];
  private readonly names = new CommandNames(factsOf);
  private changed = false;
  private readonly word = (index: number): string => this.args.word(index);

  constructor({ dbs, prefixes }: MapOptions) {
    this.dbs = dbs;
    this.prefixes = prefixes;
  }

  open(arena: Arena): void {
    this.args.open(arena);
    this.buffer.open(arena);
  }

  /** Whether the command is changed: then it stands in `buffer`. */
  map(rows: number, count: number): boolean {
    const { args } = this;
    args.set(rows, count);
    this.changed = false;
    const facts = this.names.at(args.arena.u8, args.start(0), args.end(0));
    if (this.prefixes.length > 0) this.mapKeys(facts);
    if (facts.databases !== undefined && this.dbs.size > 0) this.mapDatabases(facts.databases);
    return this.changed;
  }

  private mapKeys({ spec, firstKeyAlone, hasPatterns }: Facts): void {
    const { args } = this;
    if (firstKeyAlone) {
      if (args.count > 1) this.mapKey(1);
      return;
    }
    for (const index of positionsBy(spec, args.count, this.word)) this.mapKey(index);
    if (!hasPatterns) return;
    for (let i = 2; i < args.count - 1; i++) {
      if (PATTERN_WORDS.has(args.word(i)) && args.bytes(i + 1).includes(STAR)) this.mapKey(i + 1);
    }
  }

  private mapKey(index: number): void {
    const { args } = this;
    const start = args.start(index);
    const end = args.end(index);
    const prefix = findPrefix(this.prefixes, args.arena.u8, start, end);
    if (prefix === undefined) return;
    this.change();
    this.buffer.splice(index, prefix.to, start + prefix.from.length, end);
  }

  private mapDatabases(databases: DatabaseArgs): void {
    const { args } = this;
    if ('to' in databases) {
      for (let i = databases.from; i < Math.min(databases.to, args.count); i++) this.mapDatabase(i);
      return;
    }
    for (let i = databases.from; i < args.count - 1; i++) {
      if (args.word(i) === databases.word) this.mapDatabase(i + 1);
    }
  }

  private mapDatabase(index: number): void {
    const db = this.args.whole(index);
    const mapped = db === undefined ? undefined : this.dbs.get(db);
    if (mapped === undefined) return;
    this.change();
    this.buffer.set(index, mapped);
  }

  /** The first change takes the command over. */
  private change(): void {
    if (this.changed) return;
    this.changed = true;
    this.buffer.begin();
    this.buffer.take(this.args, 0);
  }
}

/** The first that the bytes begin with. */
export function findPrefix(
  prefixes: readonly PrefixMap[],
  bytes: Uint8Array,
  start: number,
  end: number,
): PrefixMap | undefined {
  for (const prefix of prefixes) if (begins(bytes, start, end, prefix.from)) return prefix;
  return undefined;
}

function begins(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (prefix.length > end - start) return false;
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false;
  return true;
}
