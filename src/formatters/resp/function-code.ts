/** A function library as FUNCTION LOAD takes it. */
import type { FunctionLibrary } from '../../model/sink.ts';

const SHEBANG = '#!';

/** Release candidates of 7.0 kept engine and name beside the code; since then they stand in its first line. */
export function functionCode({ engine, name, code }: FunctionLibrary): Uint8Array {
  if (Buffer.from(code.subarray(0, SHEBANG.length)).toString('latin1') === SHEBANG) return code;
  return Buffer.concat([Buffer.from(`${SHEBANG}${engine.toLowerCase()} name=`), name, Buffer.from('\n'), code]);
}
