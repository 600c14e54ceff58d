/** Places in sorted sets. Source: aof-replication-resp.md 2.3; redis src/geo.c. */
import type { Args } from '../args.ts';
import { CommandError, syntaxError } from '../command-error.ts';
import type { CommandTable } from '../command.ts';
import { isOnMap, pointOf, scoreOf, type Point } from '../geo/geohash.ts';
import { metricOf } from '../geo/distance.ts';
import { search, type Order } from '../geo/search.ts';
import { box, circle, polygon, type Shape } from '../geo/shape.ts';
import type { Keyspace } from '../keyspace.ts';
import type { Span } from '../span.ts';
import { ZsetValue } from '../values/zset.ts';
import { addScored } from './zsets.ts';

export const GEO_COMMANDS: CommandTable = {
  geoadd: { arity: -5, run: add },
  georadius: { arity: -6, run: (keyspace, args) => storeRadius(keyspace, args, readPoint(args, 2), 4) },
  georadiusbymember: { arity: -5, run: storeRadiusByMember },
  geosearchstore: { arity: -8, run: storeSearch },
};

/** Metres. Source: redis src/geo.c, extractUnitOrReply(). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', 1],
  ['km', 1000],
  ['ft', 0.3048],
  ['mi', 1609.34],
]);
const ADD_OPTIONS: ReadonlySet<string> = new Set(['nx', 'xx', 'ch']);

/** GEOADD key [NX|XX] [CH] longitude latitude member … */
function add(keyspace: Keyspace, args: Args): void {
  const options = new Set<string>();
  let at = 2;
  for (; ADD_OPTIONS.has(args.word(at)); at++) options.add(args.word(at));
  if ((args.count - at) % 3 !== 0) throw syntaxError();
  const scores: number[] = [];
  const members: Span[] = [];
  for (; at < args.count; at += 3) {
    scores.push(scoreOf(readPoint(args, at)));
    members.push(args.span(at + 2));
  }
  addScored(keyspace, args.span(1), scores, members, options);
}

function readPoint(args: Args, at: number): Point {
  const point = { longitude: args.score(at), latitude: args.score(at + 1) };
  if (!isOnMap(point)) throw new CommandError('a longitude or latitude is out of range');
  return point;
}

function readLength(args: Args, at: number): number {
  const length = args.score(at);
  if (length < 0) throw new CommandError('a length is negative');
  return length;
}

function readUnit(args: Args, at: number): number {
  const unit = UNITS.get(args.word(at));
  if (unit === undefined) throw new CommandError('an unknown unit of length');
  return unit;
}

/** What stands behind the shape, in any order. */
interface Options {
  order: Order | undefined;
  count: number | undefined;
  any: boolean;
  /** Distances become the scores. */
  distances: boolean;
  destination: Span | undefined;
}

function newOptions(): Options {
  return { order: undefined, count: undefined, any: false, distances: false, destination: undefined };
}

/** @returns where the next word stands; undefined: it is none of these */
function readOption(args: Args, at: number, options: Options): number | undefined {
  const word = args.word(at);
  if (word === 'asc' || word === 'desc') options.order = word;
  else if (word === 'any') options.any = true;
  else if (word === 'count') {
    options.count = args.number(at + 1);
    if (options.count <= 0) throw new CommandError('COUNT must be above 0');
    return at + 2;
  } else return undefined;
  return at + 1;
}

/** GEORADIUS key longitude latitude radius unit [COUNT n [ANY]] [ASC|DESC] STORE|STOREDIST destination. */
function storeRadius(keyspace: Keyspace, args: Args, centre: Point | undefined, at: number): void {
  const unit = readUnit(args, at + 1);
  const radius = readLength(args, at) * unit;
  const options = newOptions();
  for (let i = at + 2; i < args.count;) {
    const word = args.word(i);
    const next = readOption(args, i, options);
    if (next === undefined && word !== 'store' && word !== 'storedist') throw syntaxError();
    if (next === undefined) {
      options.distances = word === 'storedist';
      options.destination = args.span(i + 1);
    }
    i = next ?? i + 2;
  }
  const source = keyspace.read<ZsetValue>(args.span(1), 'zset');
  const shape = centre && circle(centre, radius, metricOf(keyspace.semantics));
  store(keyspace, source, shape, unit, options);
}

/** GEORADIUSBYMEMBER key member radius unit … */
function storeRadiusByMember(keyspace: Keyspace, args: Args): void {
  const source = keyspace.read<ZsetValue>(args.span(1), 'zset');
  storeRadius(keyspace, args, source && pointOfMember(source, args.span(2)), 3);
}

function pointOfMember(source: ZsetValue, member: Span): Point {
  const score = source.score(member);
  if (score === undefined) throw new CommandError('no such member to search around');
  return pointOf(score);
}

/**
 * GEOSEARCHSTORE destination source FROMMEMBER member|FROMLONLAT longitude latitude BYRADIUS radius unit|BYBOX width height
 * unit|BYPOLYGON n longitude latitude … [ASC|DESC] [COUNT n [ANY]] [STOREDIST].
 */
function storeSearch(keyspace: Keyspace, args: Args): void {
  const source = keyspace.read<ZsetValue>(args.span(2), 'zset');
  const options = newOptions();
  options.destination = args.span(1);
  let centre: Point | undefined;
  let extent: Extent | undefined;
  for (let i = 3; i < args.count;) {
    const word = args.word(i);
    if (word === 'fromlonlat') {
      centre = readPoint(args, i + 1);
      i += 3;
    } else if (word === 'frommember') {
      centre = source && pointOfMember(source, args.span(i + 1));
      i += 2;
    } else if (word === 'storedist') {
      options.distances = true;
      i++;
    } else if (word.startsWith('by')) {
      extent = readExtent(args, i, word);
      i = extent.next;
    } else i = readOption(args, i, options) ?? args.count + 1;
    if (i > args.count) throw syntaxError();
  }
  if (extent === undefined) throw syntaxError();
  store(keyspace, source, shapeOf(extent, centre, keyspace), extent.unit, options);
}

type Extent = { readonly unit: number; readonly next: number } & (
  | { readonly kind: 'radius'; readonly radius: number }
  | { readonly kind: 'box'; readonly width: number; readonly height: number }
  | { readonly kind: 'polygon'; readonly corners: readonly Point[] }
);

function readExtent(args: Args, at: number, word: string): Extent {
  switch (word) {
    case 'byradius':
      return { kind: 'radius', radius: readLength(args, at + 1), unit: readUnit(args, at + 2), next: at + 3 };
    case 'bybox': {
      const size = { width: readLength(args, at + 1), height: readLength(args, at + 2) };
      return { kind: 'box', ...size, unit: readUnit(args, at + 3), next: at + 4 };
    }
    case 'bypolygon': {
      const count = args.number(at + 1);
      if (count < 3) throw new CommandError('a polygon has three corners or more');
      const next = at + 2 + 2 * count;
      if (next > args.count) throw syntaxError();
      const corners = Array.from({ length: count }, (_, i) => readPoint(args, at + 2 + 2 * i));
      return { kind: 'polygon', corners, unit: 1, next };
    }
    default:
      throw syntaxError();
  }
}

function shapeOf(extent: Extent, centre: Point | undefined, keyspace: Keyspace): Shape | undefined {
  const metric = metricOf(keyspace.semantics);
  if (extent.kind === 'polygon') return polygon(extent.corners, metric);
  if (centre === undefined) return undefined;
  if (extent.kind === 'box') return box(centre, extent, extent.unit, metric);
  return circle(centre, extent.radius * extent.unit, metric);
}

/** Without a source there is nothing to look for, nor around. */
function store(
  keyspace: Keyspace,
  source: ZsetValue | undefined,
  shape: Shape | undefined,
  unit: number,
  options: Options,
): void {
  const { destination, count, any, distances, order } = options;
  if (any && count === undefined) throw syntaxError();
  // A search that stores nothing is no write.
  if (destination === undefined) return;
  const result = new ZsetValue();
  if (source !== undefined && shape !== undefined) {
    for (const { member, score, distance } of search(source, shape, keyspace.semantics, { order, count, any })) {
      result.put(member, distances ? distance / unit : score);
    }
  }
  keyspace.store(destination, result);
}
