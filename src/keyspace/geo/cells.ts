/** Which cells a search looks through, and in which order. Source: redis src/geohash_helper.c, src/geo.c. */
import type { Semantics } from '../semantics.ts';
import type { Metric } from './distance.ts';
import { areaOf, cellOf, FINEST, neighbour, type Area, type Cell } from './geohash.ts';
import type { Shape } from './shape.ts';

/** Half the world in Mercator's metres. */
const MERCATOR_MAX = 20037726.37;

/** Columns to the east and rows to the north of the centre's cell. Source: membersOfAllNeighbors(). */
const AROUND = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;

/** The centre's cell and those of its neighbours that the shape reaches into. */
export function cellsOf(shape: Shape, metric: Metric, semantics: Semantics): Cell[] {
  const { centre, bounds } = shape;
  let step = estimateStep(shape.radius, centre.latitude);
  let cell = cellOf(centre, step);
  const covers = semantics.since(7, 0) ? coversBounds(cell, bounds) : coversRadius(cell, shape, metric);
  if (step > 1 && !covers) cell = cellOf(centre, --step);
  const area = areaOf(cell);
  const reached = AROUND.filter(([columns, rows]) => step < 2 || reaches(area, bounds, columns, rows));
  return withoutRepeats(reached.map(([columns, rows]) => neighbour(cell, columns, rows)));
}

/** Source: geohashEstimateStepsByRadius(). */
function estimateStep(radius: number, latitude: number): number {
  if (radius === 0) return FINEST;
  let step = 1;
  for (let metres = radius; metres < MERCATOR_MAX; metres *= 2) step++;
  step -= 2;
  // Cells are narrower towards the poles.
  if (Math.abs(latitude) > 66) step--;
  if (Math.abs(latitude) > 80) step--;
  return Math.min(FINEST, Math.max(1, step));
}

function coversBounds(cell: Cell, bounds: Area): boolean {
  return (
    areaOf(neighbour(cell, 0, 1)).maxLatitude >= bounds.maxLatitude &&
    areaOf(neighbour(cell, 0, -1)).minLatitude <= bounds.minLatitude &&
    areaOf(neighbour(cell, 1, 0)).maxLongitude >= bounds.maxLongitude &&
    areaOf(neighbour(cell, -1, 0)).minLongitude <= bounds.minLongitude
  );
}

/** Source: redis 6.2 src/geohash_helper.c, geohashCalculateAreasByShapeWGS84(). */
function coversRadius(cell: Cell, { centre, radius }: Shape, metric: Metric): boolean {
  const { longitude, latitude } = centre;
  const edges = [
    { longitude, latitude: areaOf(neighbour(cell, 0, 1)).maxLatitude },
    { longitude, latitude: areaOf(neighbour(cell, 0, -1)).minLatitude },
    { longitude: areaOf(neighbour(cell, 1, 0)).maxLongitude, latitude },
    { longitude: areaOf(neighbour(cell, -1, 0)).minLongitude, latitude },
  ];
  return edges.every((edge) => metric.distance(centre, edge) >= radius);
}

/** Whether the bounds go on beyond the centre's cell in the direction of a neighbour. */
function reaches(area: Area, bounds: Area, columns: number, rows: number): boolean {
  return !(
    (rows < 0 && area.minLatitude < bounds.minLatitude) ||
    (rows > 0 && area.maxLatitude > bounds.maxLatitude) ||
    (columns < 0 && area.minLongitude < bounds.minLongitude) ||
    (columns > 0 && area.maxLongitude > bounds.maxLongitude)
  );
}

/** On a coarse grid neighbours to both sides are the same; the server knows the last one that is not the centre's. */
function withoutRepeats(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell, i) => {
    const before = cells[i - 1];
    return i < 2 || before === undefined || before.column !== cell.column || before.row !== cell.row;
  });
}
