/** Vector sets. Source: aof-replication-resp.md 2.3; redis 8.6 modules/vector-sets/vset.c. */
import { UnsupportedError } from '../../errors.ts';
import { QUANTIZATIONS, VECTOR_SET, type QuantizationName } from '../../modules/vector-layout.ts';
import type { Args } from '../args.ts';
import type { Collection } from '../collection.ts';
import { CommandError, syntaxError, wrongType } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { VectorSetValue } from '../values/vector-set.ts';
import { makeProjection, project } from '../vectors/projection.ts';
import { readVectorArgument, type VectorArgument } from '../vectors/vector-argument.ts';
import { VectorReader } from '../vectors/vector-reader.ts';
import type { VectorShape } from '../vectors/vector-table.ts';

export const VECTOR_SET_COMMANDS: CommandTable = {
  vadd: { arity: -5, run: add },
  vrem: { arity: 3, run: remove },
  vsetattr: { arity: 4, run: setAttributes },
};

const DEFAULT_M = 16;
const LEAST_M = 4;
const MOST_M = 4096;
const MOST_CANDIDATES = 1_000_000;
/** A projection of more numbers than these no server has memory for. */
const MOST_NUMBERS = 2 ** 28;

const QUANTIZATION_WORDS: ReadonlyMap<string, QuantizationName> = new Map([
  ['noquant', 'f32'],
  ['q8', 'int8'],
  ['bin', 'bin'],
]);

/** Each keyspace has one: it holds memory to read in. */
const READERS = new WeakMap<Keyspace, VectorReader>();

function readerOf(keyspace: Keyspace): VectorReader {
  let reader = READERS.get(keyspace);
  if (reader === undefined) {
    reader = new VectorReader();
    READERS.set(keyspace, reader);
  }
  return reader;
}

/** @throws CommandError WRONGTYPE; UnsupportedError: a set of a version that is not known */
function read(keyspace: Keyspace, key: Span): VectorSetValue | undefined {
  const value = keyspace.read<Collection>(key, 'module');
  if (value === undefined || value instanceof VectorSetValue) return value;
  if (value.module?.name !== VECTOR_SET.name) throw wrongType();
  throw new UnsupportedError(`a vector set of encoding version ${value.module.version}`);
}

/** VADD key [REDUCE d] FP32 blob | VALUES n x … element [CAS] [NOQUANT | Q8 | BIN] [EF n] [SETATTR json] [M n]. */
function add(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const argument = readVectorArgument(args, 2);
  const element = args.span(argument.next);
  const options = readAddOptions(args, argument.next + 1);
  const found = read(keyspace, key);
  const set = found ?? new VectorSetValue(newShape(argument, options));
  const table = set.look(readerOf(keyspace));
  const vector = fit(argument, options, table.shape);
  set.changing();
  table.put(element, vector);
  if (options.attributes !== undefined) table.setAttributes(element, options.attributes);
  if (found === undefined) keyspace.db.putCollection(key, set);
}

interface AddOptions {
  readonly quantization: QuantizationName;
  readonly m: number;
  readonly attributes: Span | undefined;
}

/** CAS and EF tell how to build the graph. */
function readAddOptions(args: Args, first: number): AddOptions {
  let quantization: QuantizationName = 'int8';
  let m = DEFAULT_M;
  let attributes: Span | undefined;
  for (let i = first; i < args.count; i++) {
    const word = args.word(i);
    const named = QUANTIZATION_WORDS.get(word);
    if (named !== undefined) quantization = named;
    else if (word === 'ef') within(args.number(++i), 1, MOST_CANDIDATES);
    else if (word === 'm') m = within(args.number(++i), LEAST_M, MOST_M);
    else if (word === 'setattr') attributes = args.span(++i);
    else if (word !== 'cas') throw syntaxError();
  }
  return { quantization, m, attributes };
}

function within(value: number, least: number, most: number): number {
  if (value < least || value > most) throw new CommandError(`a number is out of range ${least}..${most}`);
  return value;
}

/** Of a set that a vector makes. */
function newShape({ vector, reduced }: VectorArgument, { quantization, m }: AddOptions): VectorShape {
  const dimension = reduced ?? vector.length;
  if (reduced !== undefined && reduced * vector.length > MOST_NUMBERS) throw new CommandError('too large a projection');
  const sizeBytes = QUANTIZATIONS.find(({ name }) => name === quantization)?.sizeBytes(dimension) ?? 0;
  const projection = reduced === undefined ? undefined : makeProjection(vector.length, reduced);
  return { dimension, quantization, sizeBytes, m, projection };
}

/** The vector as a set of this shape takes it. @throws CommandError: it does not */
function fit({ vector, reduced }: VectorArgument, options: AddOptions, shape: VectorShape): Float32Array {
  const { dimension, projection } = shape;
  if (options.quantization !== shape.quantization)
    throw new CommandError(`the set's quantization is ${shape.quantization}`);
  if (options.m !== shape.m) throw new CommandError(`the set's M is ${shape.m}`);
  if ((projection ? reduced : vector.length) !== dimension)
    throw new CommandError(`the set's dimension is ${dimension}`);
  if (projection === undefined) {
    if (reduced !== undefined) throw new CommandError('the set has no projection');
    return vector;
  }
  const { inputDimension } = projection;
  if (vector.length !== inputDimension)
    throw new CommandError(`the set's projection is of ${inputDimension} dimensions`);
  return project(projection, vector);
}

/** VREM key element. */
function remove(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const element = args.span(2);
  const set = read(keyspace, key);
  const table = set?.look(readerOf(keyspace));
  if (set === undefined || table?.has(element) !== true) return;
  set.changing();
  table.remove(element);
  keyspace.settle(key, set);
}

/** VSETATTR key element json. */
function setAttributes(keyspace: Keyspace, args: Args): void {
  const element = args.span(2);
  const set = read(keyspace, args.span(1));
  const table = set?.look(readerOf(keyspace));
  if (set === undefined || table?.has(element) !== true) return;
  set.changing();
  table.setAttributes(element, args.span(3));
}
