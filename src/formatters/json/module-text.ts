/** Module values as JSON: readable where the layout is known, and the bytes beside it, so that nothing is lost. */
import type { ByteWriter } from '../../bytes/writer.ts';
import type { ModuleId } from '../../model/module-id.ts';

export function printModule(
  out: ByteWriter,
  module: ModuleId,
  start: number,
  end: number,
  noModuleBytes: boolean,
): void {
  void noModuleBytes;
  printModuleBytes(out, module, start, end);
}

/** The bytes after the module id, up to and with the EOF opcode. */
export function printModuleBytes(out: ByteWriter, module: ModuleId, start: number, end: number): void {
  out.ascii(`{"$module":"${module.name}","version":${module.version},"$base64":"`);
  out.base64(start, end);
  out.ascii('"}');
}
