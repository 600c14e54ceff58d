/** The public API. */
export { decode, type DecodeOptions } from './decode.ts';
export type { EntrySink } from './model/sink.ts';
