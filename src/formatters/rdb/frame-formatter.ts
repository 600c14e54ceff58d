/** The half of the RDB formatter that writes what is no key. */
import type { Arena } from '../../bytes/arena.ts';
import type { ModuleId } from '../../model/module-id.ts';
import type { FunctionLibrary, SourceEnd, SourceHeader } from '../../model/sink.ts';
import { FIRST_VALKEY } from '../../rdb/dialect.ts';
import { chooseFormat } from '../../rdb/encode/choose-format.ts';
import * as frame from '../../rdb/encode/frame.ts';
import { loadsType, type Format } from '../../rdb/encode/loads.ts';
import { OPCODES } from '../../rdb/opcodes.ts';
import { TYPES } from '../../rdb/types.ts';
import { keepsField, putHead, type AuxField } from './head.ts';
import { LossTeller } from './loss-teller.ts';
import type { RdbOptions } from './options.ts';
import { CopyPlan } from './plan.ts';
import type { RdbFile } from './rdb-file.ts';
import { RdbFiles, type DbSize } from './rdb-files.ts';

/** What is known as soon as anything but an AUX field comes. */
export interface Ready {
  readonly format: Format;
  readonly losses: LossTeller;
  /** Of the source at hand. */
  readonly plan: CopyPlan;
}

export abstract class FrameFormatter {
  protected readonly options: RdbOptions;
  protected readonly files: RdbFiles;
  /** What the source says of its databases. */
  protected readonly sizes = new Map<number, DbSize>();
  private readonly libraries = new Set<string>();
  private readonly auxFields: AuxField[] = [];
  private memory: Arena | undefined;
  private source: SourceHeader | undefined;
  private format: Format | undefined;
  private readyNow: Ready | undefined;
  private db = 0;

  /** @param files - one, or those of a split that are there whether keys go into them or not */
  constructor(files: readonly [RdbFile, ...RdbFile[]], options: RdbOptions) {
    this.options = options;
    this.files = new RdbFiles(files, options.compress);
  }

  protected get arena(): Arena {
    if (this.memory === undefined) throw new Error('the sink is not open');
    return this.memory;
  }

  open(arena: Arena): void {
    this.memory = arena;
    this.files.open(arena);
  }

  begin(header: SourceHeader): void {
    this.source = header;
    this.readyNow = undefined;
    this.sizes.clear();
  }

  aux(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { arena, format } = this;
    const name = arena.latin1(nameStart, nameEnd).toLowerCase();
    const value = arena.u8.slice(valueStart, valueEnd);
    // Of several sources the first tells what the file is of.
    if (format === undefined) this.auxFields.push({ name, value });
    else if (keepsField(name, format, this.options.whole)) this.files.share((out) => frame.putAux(out, name, value));
  }

  selectDb(db: number): void {
    this.db = db;
  }

  resizeDb(keys: number, expires: number): void {
    if (this.options.whole) this.sizes.set(this.db, [keys, expires]);
  }

  /** A hint, of which a server needs none. */
  slotInfo(): void {}

  slotImport(job: Uint8Array, ranges: readonly (readonly [number, number])[]): void {
    const { format, losses } = this.ready();
    if (format.version < FIRST_VALKEY) losses.tell('slots that are being imported');
    else this.files.share((out) => frame.putSlotImport(out, job, ranges));
  }

  functionLibrary(library: FunctionLibrary): void {
    const { format, losses } = this.ready();
    const name = Buffer.from(library.name).toString('latin1');
    // Servers refuse a library that stands twice; that of the first source wins.
    if (this.libraries.has(name)) return;
    this.libraries.add(name);
    if (format.version < OPCODES.FUNCTION2.since) losses.tell(`function library ${JSON.stringify(name)}`);
    else this.files.share((out) => frame.putFunction(out, library));
  }

  moduleAux(module: ModuleId, when: 'before-keys' | 'after-keys', start: number, end: number): void {
    const { format, losses } = this.ready();
    const payload = this.arena.u8.slice(start, end);
    if (format.version < OPCODES.MODULE_AUX.since) losses.tell(`what module ${module.name} keeps beside its keys`);
    else this.files.share((out) => frame.putModuleAux(out, module, when, payload));
  }

  hashTemplate(id: bigint, fields: readonly Uint8Array[]): void {
    if (this.hasTemplates(this.ready().format)) this.files.share((out) => frame.putTemplate(out, id, fields));
  }

  end(_end: SourceEnd): void {
    this.ready();
  }

  /** Nothing of a damaged source is dropped here: whoever writes the file lets go of all of it. */
  abandon(): void {}

  finish(): void {
    this.files.finish(this.ready().format.version);
  }

  /** Decide for whom the file is written, and begin it. */
  protected ready(): Ready {
    return (this.readyNow ??= this.prepare());
  }

  private prepare(): Ready {
    const { source, options, auxFields } = this;
    if (this.format === undefined) {
      const texts = new Map(auxFields.map(({ name, value }) => [name, Buffer.from(value).toString('latin1')]));
      const format = chooseFormat(options, source, texts);
      this.format = format;
      const { whole, aofBase = false } = options;
      this.files.share((out) => {
        out.raw(frame.magic(format.version));
        putHead(out, format, auxFields, { whole, aofBase });
      });
    }
    const { format } = this;
    const templates = this.hasTemplates(format);
    return {
      format,
      losses: new LossTeller(format, options.onLoss),
      plan: new CopyPlan(source, format, { compress: options.compress, templates }),
    };
  }

  /** Ids of templates are those of one source, and what does not stand in every file cannot be referred to. */
  private hasTemplates(format: Format): boolean {
    return this.options.merged !== true && loadsType(format, TYPES.HASH_TMPL_LP_REF);
  }
}
