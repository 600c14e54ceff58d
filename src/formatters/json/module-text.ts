/** Module values as JSON: readable where the layout is known, and the bytes beside it, so that nothing is lost. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { BytesMode } from '../../kernels/kernels.ts';
import type { ModuleId } from '../../model/module-id.ts';
import { LARGEST_READABLE, type ReadableFields } from '../../model/readable.ts';
import { canReadModule, readModule } from '../../modules/registry.ts';
import { Cursor } from '../../rdb/cursor.ts';
import { readModuleScalars } from '../../rdb/module-opcodes.ts';
import { printFields } from './readable-text.ts';

export interface ModuleTextOptions {
  readonly bytes: BytesMode;
  /** Leave out the bytes where there is a readable form. */
  readonly noModuleBytes: boolean;
}

/** `fields`: the readable form, if the decoder has it already. */
export function printModule(
  out: ByteWriter,
  module: ModuleId,
  start: number,
  end: number,
  fields: ReadableFields | undefined,
  options: ModuleTextOptions,
): void {
  const readable = fields ?? readFields(out, module, start, end);
  printHead(out, module);
  const shown = readable !== undefined && Object.keys(readable).length > 0;
  if (shown) printFields(out, readable, options.bytes);
  if (!shown || !options.noModuleBytes) printBytes(out, start, end);
  out.ascii('}');
}

/** The bytes after the module id, up to and with the EOF opcode. */
export function printModuleBytes(out: ByteWriter, module: ModuleId, start: number, end: number): void {
  printHead(out, module);
  printBytes(out, start, end);
  out.ascii('}');
}

function printHead(out: ByteWriter, module: ModuleId): void {
  out.ascii(`{"$module":"${module.name}","version":${module.version}`);
}

function printBytes(out: ByteWriter, start: number, end: number): void {
  out.ascii(',"$base64":"');
  out.base64(start, end);
  out.ascii('"');
}

function readFields(out: ByteWriter, module: ModuleId, start: number, end: number): ReadableFields | undefined {
  if (!canReadModule(module) || end - start > LARGEST_READABLE) return undefined;
  // A cursor of its own: the decoder's is in the middle of this value.
  const cursor = new Cursor(out.memory, false);
  cursor.at = start;
  const scalars = readModuleScalars(cursor);
  return scalars && readModule(module, scalars);
}
