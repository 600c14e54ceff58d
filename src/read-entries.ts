/**
 * Entries and records as objects, pulled in batches. Nothing is read ahead: the next piece of input is decoded when what came
 * of the last one has been taken.
 */
import { Batches } from './collect/batches.ts';
import { Collector, type CollectOptions } from './collect/collector.ts';
import type { ReplayLogOptions } from './decode-log.ts';
import { closeContents, contentSteps, openInput, type Input } from './input.ts';
import type { Entry, RdbRecord } from './model/record.ts';
import type { ServerInputOptions } from './server-input.ts';

export interface ReadOptions extends ReplayLogOptions, CollectOptions, ServerInputOptions {}

/** About what a record that is no entry holds. */
const RECORD_BYTES = 256;

/**
 * The keys of `input` with their values, in the order of the file. A log of commands is replayed: these are the keys it leaves.
 *
 * An entry larger than `maxEntryBytes` (64 MiB unless given) comes in parts: entries of the same key one after another, with
 * `part` counting up and `last` true of the final one. So memory stays bounded whatever the file holds.
 *
 * What was read before an error is handed out first; an entry that the damage cut short is left out, or its last part is
 * missing. Leaving the loop early closes the input.
 *
 * @throws RdbToolError: SourceError, DecodeError, UnsupportedError, LimitError
 */
export function readEntries(input: Input, options: ReadOptions = {}): AsyncGenerator<Entry[], void, undefined> {
  const batches = new Batches<Entry>();
  return pull(input, options, batches, new Collector({ entry: batches.add }, options));
}

/**
 * As `readEntries`, with everything else that the file holds: its header, aux fields, functions, … Of a log these are its
 * commands, as they are; nothing is replayed.
 */
export function readRecords(input: Input, options: ReadOptions = {}): AsyncGenerator<RdbRecord[], void, undefined> {
  const batches = new Batches<RdbRecord>();
  const record = (other: RdbRecord, bytes = RECORD_BYTES): void => batches.add(other, bytes);
  return pull(input, options, batches, new Collector({ entry: batches.add, record }, options));
}

async function* pull<T>(
  input: Input,
  options: ReadOptions,
  batches: Batches<T>,
  collector: Collector,
): AsyncGenerator<T[], void, undefined> {
  const contents = await openInput(input, options);
  let steps: AsyncGenerator<number> | undefined;
  try {
    steps = contentSteps(contents, collector, options);
    for (let over = false; !over;) {
      let damage: { readonly error: unknown } | undefined;
      try {
        over = (await steps.next()).done === true;
      } catch (error) {
        damage = { error };
      }
      yield* batches.take(over || damage !== undefined);
      if (damage !== undefined) throw damage.error;
    }
  } finally {
    await steps?.return(undefined);
    await closeContents(contents);
  }
}
