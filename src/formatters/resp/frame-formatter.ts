/** The half of the RESP formatter that writes what is no key: which server is written for, databases, functions, losses. */
import type { Arena } from '../../bytes/arena.ts';
import type { ByteWriter } from '../../bytes/writer.ts';
import type { ModuleId } from '../../model/module-id.ts';
import type { DialectName, FunctionLibrary, SourceHeader, StringKeys } from '../../model/sink.ts';
import { featuresOf, likeSource, type Feature, type Target } from '../../model/target.ts';
import type { TypeSpec } from '../../rdb/types.ts';
import { CommandWriter } from './command-writer.ts';
import { functionCode } from './function-code.ts';
import type { RespOptions, Selection } from './options.ts';
import { typesOf } from './readable-type.ts';
import { StringRuns } from './string-runs.ts';

export abstract class FrameFormatter {
  protected readonly options: RespOptions;
  protected readonly commands: CommandWriter;
  protected target: Target;
  /** What the target knows. */
  protected known: ReadonlySet<Feature>;
  /** Of the source, by first byte. */
  protected types: readonly (TypeSpec | undefined)[] = [];
  private readonly out: ByteWriter;
  private readonly versions = new Map<string, string>();
  private dialect: DialectName = 'redis';
  private settled = false;
  private readonly selection: Selection;
  /** Whether what is lost is of the key at hand. */
  private hasKey = false;
  /** What has been told of it. */
  private readonly lost = new Set<string>();
  private readonly strings: StringRuns;
  /** How many commands the last run of keys has become. */
  commandsOfRun = 0;
  stringKeys: ((keys: StringKeys) => void) | undefined;

  constructor(out: ByteWriter, options: RespOptions) {
    this.out = out;
    this.options = options;
    this.selection = options.selection ?? { db: undefined };
    this.commands = new CommandWriter(out, options.onCommand);
    this.strings = new StringRuns(out, options.together ?? false);
    this.target = options.target ?? likeSource('redis', new Map());
    this.known = featuresOf(this.target);
    this.stringKeys = this.runs();
  }

  /** Runs of keys become SET and PEXPIREAT. */
  private runs(): ((keys: StringKeys) => void) | undefined {
    return this.options.restore === true || !this.knows('millisecondTtl')
      ? undefined
      : (keys) => this.putStringKeys(keys);
  }

  open(arena: Arena): void {
    this.commands.open(arena);
  }

  begin(header: SourceHeader): void {
    this.dialect = header.dialect;
    this.types = typesOf(header.dialect, header.version ?? 0);
    this.versions.clear();
    this.settled = false;
  }

  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number, _offset: number): void {
    const { memory } = this.out;
    const name = memory.latin1(nameStart, nameEnd);
    if (name.endsWith('-ver')) this.versions.set(name, memory.latin1(valueStart, valueEnd));
  }

  /** Once the head of the source has been seen. */
  private settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.target = this.options.target ?? likeSource(this.dialect, this.versions);
    this.known = featuresOf(this.target);
    this.stringKeys = this.runs();
  }

  selectDb(_db: number, _offset: number): void {
    this.settle();
  }
  resizeDb(): void {}
  slotInfo(): void {}
  slotImport(): void {}
  hashTemplate(): void {}

  moduleAux(module: ModuleId): void {
    this.settle();
    this.hasKey = false;
    this.lose(`data of module ${module.name} beside the keys`);
  }

  functionLibrary(library: FunctionLibrary, _offset: number): void {
    this.settle();
    this.hasKey = false;
    if (this.knows('functions')) this.commands.command('FUNCTION', 'LOAD', 'REPLACE', functionCode(library));
    else this.lose(`function library ${Buffer.from(library.name).toString('latin1')}`);
  }

  /** What follows goes to this database. */
  select(db: number): void {
    this.settle();
    if (db === this.selection.db) return;
    this.selection.db = db;
    this.commands.command('SELECT', db);
  }

  private putStringKeys(keys: StringKeys): void {
    this.select(keys.db);
    this.commandsOfRun = this.strings.put(keys, this.knows('setPxat'));
  }

  /** A key begins; `commands` is given it before anything is lost of it. */
  protected beginKey(db: number): void {
    this.select(db);
    this.hasKey = true;
    if (this.lost.size > 0) this.lost.clear();
  }

  /** Once a key, however often it comes up. */
  protected lose(what: string): void {
    if (this.hasKey && this.lost.has(what)) return;
    this.lost.add(what);
    const { hasKey, commands, target } = this;
    const { db = 0 } = this.selection;
    const words = `${what}: ${target.name} cannot be given it`;
    this.options.onLoss(hasKey ? { db, key: commands.key, what: words } : { db, what: words });
  }

  protected knows(feature: Feature): boolean {
    return this.known.has(feature);
  }

  end(): void {}

  /** The source is damaged: the command at hand is dropped, if it has not left. */
  abandon(): void {
    if (!this.out.left) this.out.at = this.out.begun;
  }

  finish(): void {
    this.out.flush();
  }
}
