/** The vector that VADD is given: [REDUCE dimension] FP32 blob | VALUES n x …. Source: redis 8.6 modules/vector-sets/vset.c, parseVector(). */
import type { Args } from '../args.ts';
import { CommandError } from '../command-error.ts';
import { viewOf } from '../span.ts';

const FLOAT_BYTES = 4;

export interface VectorArgument {
  readonly vector: Float32Array;
  /** The dimension it is brought down to. */
  readonly reduced: number | undefined;
  /** The argument behind it. */
  readonly next: number;
}

/** @throws CommandError */
export function readVectorArgument(args: Args, first: number): VectorArgument {
  if (args.word(first) !== 'reduce') return { ...readPlain(args, first), reduced: undefined };
  const reduced = args.number(first + 1);
  if (reduced <= 0) throw invalid();
  return { ...readPlain(args, first + 2), reduced };
}

function readPlain(args: Args, at: number): Omit<VectorArgument, 'reduced'> {
  const format = args.word(at);
  if (format === 'fp32') return { vector: floatsOf(viewOf(args.span(at + 1))), next: at + 2 };
  if (format !== 'values') throw invalid();
  const dimension = args.number(at + 1);
  const first = at + 2;
  if (dimension < 1 || first + dimension > args.count) throw invalid();
  const vector = new Float32Array(dimension);
  for (let i = 0; i < dimension; i++) vector[i] = args.score(first + i);
  return { vector, next: first + dimension };
}

function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.length === 0 || bytes.length % FLOAT_BYTES !== 0) throw invalid();
  return new Float32Array(bytes.slice().buffer);
}

function invalid(): CommandError {
  return new CommandError('an invalid vector specification');
}
