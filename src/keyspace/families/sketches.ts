/** HyperLogLogs, which are strings. Source: aof-replication-resp.md 2.3; redis 7.0 src/hyperloglog.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import type { Keyspace } from '../keyspace.ts';
import { estimate } from '../sketch/estimate.ts';
import { Murmur64 } from '../sketch/murmur64.ts';
import { REGISTERS, Sketch } from '../sketch/sketch.ts';
import type { Span } from '../span.ts';

export const SKETCH_COMMANDS: CommandTable = {
  pfadd: { arity: -2, run: add },
  pfmerge: { arity: -2, run: merge },
  pfcount: { arity: -2, run: count },
  pfdebug: { arity: -3, run: debug },
};

/** @throws CommandError: the key holds something else */
function read(keyspace: Keyspace, key: Span): Sketch | undefined {
  const string = keyspace.readString(key);
  return string && Sketch.at(string);
}

/** Put back what no longer stands where it stood. */
function write(keyspace: Keyspace, key: Span, sketch: Sketch): void {
  if (sketch.own) keyspace.updateString(key, sketch);
}

function add(keyspace: Keyspace, args: Args): void {
  const key = args.span(1);
  const found = read(keyspace, key);
  const sketch = found ?? Sketch.empty();
  const murmur = new Murmur64();
  let changed = found === undefined;
  for (let i = 2; i < args.count; i++) if (sketch.add(args.span(i), murmur)) changed = true;
  if (!changed) return;
  sketch.invalidate();
  write(keyspace, key, sketch);
}

/** PFMERGE destination source …: the destination is one of the sources. */
function merge(keyspace: Keyspace, args: Args): void {
  const most = new Uint8Array(REGISTERS);
  // Up to 4.0.6 the result was dense always.
  let dense = !keyspace.semantics.since(4, 0);
  for (let i = 1; i < args.count; i++) {
    const source = read(keyspace, args.span(i));
    source?.mergeInto(most);
    if (source?.dense === true) dense = true;
  }
  const key = args.span(1);
  const sketch = read(keyspace, key) ?? Sketch.empty();
  if (dense) sketch.toDense();
  for (const [index, value] of most.entries()) if (value > 0) sketch.raise(index, value);
  sketch.invalidate();
  write(keyspace, key, sketch);
}

/** The count of a single key is kept in its string, if what was kept there is no longer right. */
function count(keyspace: Keyspace, args: Args): void {
  if (args.count !== 2) return;
  const sketch = read(keyspace, args.span(1));
  if (sketch?.stale === true) sketch.setCount(estimate(sketch.histogram(), keyspace.semantics));
}

/** TODENSE and GETREG make a sketch dense. */
function debug(keyspace: Keyspace, args: Args): void {
  const what = args.word(1);
  const key = args.span(2);
  const sketch = read(keyspace, key);
  if (sketch === undefined) throw new CommandError('no such key');
  if (what === 'decode' || what === 'encoding') return;
  if (what !== 'todense' && what !== 'getreg') throw syntaxError();
  sketch.toDense();
  write(keyspace, key, sketch);
}
