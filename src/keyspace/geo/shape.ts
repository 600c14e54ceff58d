/** What a search covers: whether a point is in it and how far from its centre, and a box that holds it. */
import type { Area, Point } from './geohash.ts';
import { EARTH_RADIUS, toDegrees, toRadians, type Metric } from './distance.ts';
import { atan2, cos, sin } from './trigonometry.ts';

export interface Shape {
  readonly centre: Point;
  /** Holds the shape, as far as servers know. */
  readonly bounds: Area;
  /** Metres from the centre to what is farthest. */
  readonly radius: number;
  /** Metres from the centre; undefined: the point is outside. */
  distanceTo(point: Point): number | undefined;
}

export function circle(centre: Point, radius: number, metric: Metric): Shape {
  return {
    centre,
    bounds: boundsAround(centre, radius, radius),
    radius,
    distanceTo(point) {
      const distance = metric.distance(centre, point);
      return distance > radius ? undefined : distance;
    },
  };
}

/** A box with sides along the meridians and parallels. Source: redis src/geohash_helper.c, geohashGetDistanceIfInRectangle(). */
export function box(centre: Point, size: { width: number; height: number }, unit: number, metric: Metric): Shape {
  const width = size.width * unit;
  const height = size.height * unit;
  return {
    centre,
    bounds: boundsAround(centre, unit * (size.width / 2), unit * (size.height / 2)),
    radius: Math.sqrt((size.width / 2) * (size.width / 2) + (size.height / 2) * (size.height / 2)) * unit,
    distanceTo(point) {
      if (metric.latitudeDistance(point.latitude, centre.latitude) > height / 2) return undefined;
      const beside = { longitude: centre.longitude, latitude: point.latitude };
      if (metric.distance(point, beside) > width / 2) return undefined;
      return metric.distance(centre, point);
    },
  };
}

/** Source: redis src/geohash_helper.c, geohashBoundingBox(). */
function boundsAround({ longitude, latitude }: Point, width: number, height: number): Area {
  const latitudes = toDegrees(height / EARTH_RADIUS);
  // Meridians are nearer to each other on the side of the pole.
  const side = latitude < 0 ? latitude - latitudes : latitude + latitudes;
  const longitudes = toDegrees(width / EARTH_RADIUS / cos(toRadians(side)));
  return {
    minLongitude: longitude - longitudes,
    maxLongitude: longitude + longitudes,
    minLatitude: latitude - latitudes,
    maxLatitude: latitude + latitudes,
  };
}

/** Straight lines on the map from corner to corner. Source: valkey 9.0 src/geohash_helper.c, geohashGetDistanceIfInPolygon(). */
export function polygon(corners: readonly Point[], metric: Metric): Shape {
  const bounds = boundsOf(corners);
  const centre = centroid(corners);
  const { minLongitude, maxLongitude, minLatitude, maxLatitude } = bounds;
  const radii = [minLongitude, maxLongitude].flatMap((longitude) =>
    [minLatitude, maxLatitude].map((latitude) => metric.distance(centre, { longitude, latitude })),
  );
  return {
    centre,
    bounds,
    radius: Math.max(...radii),
    distanceTo: (point) => (isInside(corners, point) ? metric.distance(centre, point) : undefined),
  };
}

function boundsOf(corners: readonly Point[]): Area {
  const longitudes = corners.map(({ longitude }) => longitude);
  const latitudes = corners.map(({ latitude }) => latitude);
  return {
    minLongitude: Math.min(...longitudes),
    maxLongitude: Math.max(...longitudes),
    minLatitude: Math.min(...latitudes),
    maxLatitude: Math.max(...latitudes),
  };
}

function centroid(corners: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  let z = 0;
  for (const corner of corners) {
    const longitude = toRadians(corner.longitude);
    const latitude = toRadians(corner.latitude);
    x += cos(latitude) * cos(longitude);
    y += cos(latitude) * sin(longitude);
    z += sin(latitude);
  }
  return {
    longitude: toDegrees(atan2(y, x)),
    latitude: toDegrees(atan2(z, Math.sqrt(x * x + y * y))),
  };
}

/** Whether a line to the east crosses an odd number of sides. */
function isInside(corners: readonly Point[], { longitude, latitude }: Point): boolean {
  let inside = false;
  let previous = corners.at(-1);
  for (const corner of corners) {
    if (previous !== undefined && corner.latitude > latitude !== previous.latitude > latitude) {
      const width = previous.longitude - corner.longitude;
      const height = previous.latitude - corner.latitude;
      if (longitude < (width * (latitude - corner.latitude)) / height + corner.longitude) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}
