/**
 * Places on earth as 52-bit numbers: longitude and latitude in 26 bits each, interleaved, the latitude's lowest bit lowest.
 * Source: redis src/geohash.c.
 */

export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

/** A cell of the grid that has 2^step columns and rows. Its numbers are 2^step where a coordinate is at its very end. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  readonly step: number;
}

/** Degrees. */
export interface Area {
  readonly minLongitude: number;
  readonly maxLongitude: number;
  readonly minLatitude: number;
  readonly maxLatitude: number;
}

/** Source: redis src/geohash.h, GEO_LAT_MIN … GEO_STEP_MAX; EPSG:3857. */
export const LIMITS = { longitude: 180, latitude: 85.05112878 } as const;
export const FINEST = 26;

const WORD = 2 ** 32;

export function isOnMap({ longitude, latitude }: Point): boolean {
  return Math.abs(longitude) <= LIMITS.longitude && Math.abs(latitude) <= LIMITS.latitude;
}

/** The cell that a point is in. A point beyond the map is in the first. */
export function cellOf(point: Point, step: number): Cell {
  if (!isOnMap(point)) return { column: 0, row: 0, step };
  const size = 2 ** step;
  return {
    column: Math.trunc(fraction(point.longitude, LIMITS.longitude) * size),
    row: Math.trunc(fraction(point.latitude, LIMITS.latitude) * size),
    step,
  };
}

function fraction(degrees: number, limit: number): number {
  return (degrees - -limit) / (limit - -limit);
}

export function areaOf({ column, row, step }: Cell): Area {
  const size = 2 ** step;
  return {
    minLongitude: edge(column, size, LIMITS.longitude),
    maxLongitude: edge((column + 1) >>> 0, size, LIMITS.longitude),
    minLatitude: edge(row, size, LIMITS.latitude),
    maxLatitude: edge((row + 1) >>> 0, size, LIMITS.latitude),
  };
}

function edge(index: number, size: number, limit: number): number {
  return -limit + (index / size) * (limit - -limit);
}

/** The score that GEOADD gives a point. */
export function scoreOf(point: Point): number {
  return bitsOf(cellOf(point, FINEST));
}

/** Scores of the members in a cell: from the first, up to and without the second. */
export function scoresIn(cell: Cell): readonly [number, number] {
  const each = 2 ** (2 * (FINEST - cell.step));
  const bits = bitsOf(cell);
  return [bits * each, (bits + 1) * each];
}

/** The middle of the cell that a score tells of. Source: redis src/geohash.c, geohashDecodeAreaToLongLat(). */
export function pointOf(score: number): Point {
  const whole = Math.trunc(score);
  const high = Math.floor(whole / WORD);
  const low = whole - high * WORD;
  const area = areaOf({
    column: join(everySecond(high >>> 1), everySecond(low >>> 1)),
    row: join(everySecond(high >>> 0), everySecond(low >>> 0)),
    step: FINEST,
  });
  return {
    longitude: clamp((area.minLongitude + area.maxLongitude) / 2, LIMITS.longitude),
    latitude: clamp((area.minLatitude + area.maxLatitude) / 2, LIMITS.latitude),
  };
}

function clamp(degrees: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, degrees));
}

function bitsOf({ column, row }: Cell): number {
  const high = apart(row >>> 16) + 2 * apart(column >>> 16);
  const low = apart(row & 0xffff) + 2 * apart(column & 0xffff);
  return high * WORD + low;
}

/** 16 bits with a zero before each. */
function apart(bits: number): number {
  let x = (bits | (bits << 8)) & 0x00ff00ff;
  x = (x | (x << 4)) & 0x0f0f0f0f;
  x = (x | (x << 2)) & 0x33333333;
  return ((x | (x << 1)) & 0x55555555) >>> 0;
}

/** The inverse: bits 0, 2, 4 … of 32. */
function everySecond(bits: number): number {
  let x = bits & 0x55555555;
  x = (x | (x >>> 1)) & 0x33333333;
  x = (x | (x >>> 2)) & 0x0f0f0f0f;
  x = (x | (x >>> 4)) & 0x00ff00ff;
  return (x | (x >>> 8)) & 0xffff;
}

function join(high: number, low: number): number {
  return high * 0x10000 + low;
}

/** The cell `columns` to the east and `rows` to the north, around the world in both directions. */
export function neighbour({ column, row, step }: Cell, columns: number, rows: number): Cell {
  const mask = 2 ** step - 1;
  return {
    column: columns === 0 ? column : (column + columns) & mask,
    row: rows === 0 ? row : (row + rows) & mask,
    step,
  };
}
