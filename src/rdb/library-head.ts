/** The first line of a function library's code. Source: redis 7.0 src/functions.c, functionExtractLibMetaData(). */

/** Longer lines are none that a server takes: names are short. */
const LINE_BYTES = 1024;

/** `#!lua name=mylib`: empty where the line does not tell. */
export function readLibraryHead(code: Uint8Array): { engine: string; name: string } {
  const line = Buffer.from(code.subarray(0, LINE_BYTES)).toString('latin1').split('\n', 1)[0] ?? '';
  const engine = /^#!(\S+)/.exec(line)?.[1] ?? '';
  const name = /\sname=(\S+)/i.exec(line)?.[1] ?? '';
  return { engine, name };
}
