/** Great circle distances in metres. Source: redis src/geohash_helper.c, geohashGetDistance(). */
import type { Semantics } from '../semantics.ts';
import type { Point } from './geohash.ts';
import { asin, cos, sin } from './trigonometry.ts';

export const EARTH_RADIUS = 6372797.560856;
const RADIANS = Math.PI / 180;
/** About six nanometres. */
const EPSILON = 1e-15;

export interface Metric {
  distance(a: Point, b: Point): number;
  /** Along a meridian. */
  latitudeDistance(a: number, b: number): number;
}

export function toRadians(degrees: number): number {
  return degrees * RADIANS;
}

export function toDegrees(radians: number): number {
  return radians / RADIANS;
}

/** Up to 7.0 the whole formula was worked out along meridians, too. Valkey 9 takes very near meridians as one. */
export function metricOf(semantics: Semantics): Metric {
  if (!semantics.since(7, 2)) return OLD;
  return semantics.valkeySince(9, 0) ? meridianWithin(EPSILON) : meridianWithin(0);
}

const OLD: Metric = {
  distance: (a, b) => haversine(a, b, halfSine(b.longitude, a.longitude)),
  latitudeDistance: (a, b) => haversine({ longitude: 0, latitude: a }, { longitude: 0, latitude: b }, 0),
};

function meridianWithin(most: number): Metric {
  return {
    distance(a, b) {
      const v = halfSine(b.longitude, a.longitude);
      return Math.abs(v) <= most ? meridian(a.latitude, b.latitude) : haversine(a, b, v);
    },
    latitudeDistance: meridian,
  };
}

function meridian(a: number, b: number): number {
  return EARTH_RADIUS * Math.abs(toRadians(b) - toRadians(a));
}

/** Sine of half the difference of two angles in degrees. */
function halfSine(a: number, b: number): number {
  return sin((toRadians(a) - toRadians(b)) / 2);
}

function haversine(a: Point, b: Point, v: number): number {
  const from = toRadians(a.latitude);
  const to = toRadians(b.latitude);
  const u = sin((to - from) / 2);
  return 2 * EARTH_RADIUS * asin(Math.sqrt(u * u + cos(from) * cos(to) * v * v));
}
