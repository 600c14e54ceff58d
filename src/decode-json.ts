/** JSON of record-schema.md through its decoder into a sink. */
import { Arena } from './bytes/arena.ts';
import { drive } from './decode.ts';
import type { Source } from './io/source.ts';
import { Spool } from './io/spool.ts';
import type { JsonOptions } from './json/decode.ts';
import { ENOUGH, type EntrySink } from './model/sink.ts';

/**
 * The records of the text, a piece of input at each step.
 * @returns after each piece, once it is decoded, the bytes read so far
 * @throws RdbToolError; what stands before the damage has been handed on
 */
export async function* jsonSteps(source: Source, sink: EntrySink, options: JsonOptions = {}): AsyncGenerator<number> {
  // Read when it is asked for: few inputs are JSON.
  const { JsonDecoder } = await import('./json/decode.ts');
  const arena = new Arena(source.size);
  const spool = new Spool(source);
  try {
    yield* drive(new JsonDecoder(arena, sink, options), arena, spool);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  } finally {
    spool.close();
  }
}
