/** What servers ask of a graph before they load it, and what makes it worth searching. */
import { describe, expect, test } from 'vitest';
import type { Distance } from '../../../src/keyspace/vectors/distances.ts';
import { emptyDraft } from '../../../src/keyspace/vectors/draft.ts';
import { completeGraph } from '../../../src/keyspace/vectors/graph.ts';
import { LayerSearch } from '../../../src/keyspace/vectors/layer-search.ts';
import type { Links } from '../../../src/keyspace/vectors/links.ts';

const SPARE = 8;

function buildGraph(count: number, m: number, distance: Distance): Links {
  return completeGraph(emptyDraft(count, m), distance);
}

/** Points on a plane, by chance that is the same each time. */
function points(count: number): [number, number][] {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => [random(), random()]);
}

function between(places: readonly [number, number][]): Distance {
  return (a, b) => {
    const [ax, ay] = places[a] ?? [0, 0];
    const [bx, by] = places[b] ?? [0, 0];
    return Math.hypot(ax - bx, ay - by);
  };
}

const same: Distance = () => 0;
/** Ten heaps of one point each, far from each other. */
const heaps: Distance = (a, b) => (a % 10 === b % 10 ? 0 : 1);

function neighbors(links: Links, node: number, layer: number): number[] {
  const start = links.offsets[links.slot(node, layer)] ?? 0;
  return [...links.nodes.subarray(start, start + links.count(node, layer))];
}

/** Every node with each of its layers. */
function places(links: Links): [node: number, layer: number][] {
  return [...links.levels].flatMap((level, node) =>
    Array.from({ length: level + 1 }, (_, layer): [number, number] => [node, layer]),
  );
}

function reachable(links: Links): number {
  const reached = new Set([0]);
  for (const node of reached) for (const other of neighbors(links, node, 0)) reached.add(other);
  return reached.size;
}

function entryOf(links: Links): number {
  return links.levels.indexOf(Math.max(...links.levels));
}

describe.each<[string, number, number, Distance]>([
  ['one node', 1, 16, same],
  ['two nodes', 2, 16, same],
  ['fewer nodes than links', 10, 16, between(points(10))],
  ['points on a plane', 500, 16, between(points(500))],
  ['few links', 500, 4, between(points(500))],
  ['one place for all', 500, 4, same],
  ['heaps', 500, 8, heaps],
])('%s', (_name, count, m, distance) => {
  const links = buildGraph(count, m, distance);

  test('no node is linked twice to another, nor to itself', () => {
    const wrong = places(links).filter(([node, layer]) => {
      const others = neighbors(links, node, layer);
      return new Set([...others, node]).size !== others.length + 1;
    });
    expect(wrong).toEqual([]);
  });

  test('links go both ways, in layers that both nodes have', () => {
    const wrong = places(links).filter(([node, layer]) =>
      neighbors(links, node, layer).some(
        (other) => (links.levels[other] ?? 0) < layer || !links.areLinked(other, node, layer),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('links are as many as there may be', () => {
    const wrong = places(links).filter(([node, layer]) => links.count(node, layer) > links.most(layer) + SPARE);
    expect(wrong).toEqual([]);
  });

  test('every node can be reached', () => {
    expect(reachable(links)).toBe(count);
  });

  test('it is the same each time', () => {
    expect(Buffer.from(buildGraph(count, m, distance).nodes.buffer).equals(Buffer.from(links.nodes.buffer))).toBe(true);
  });
});

test('the nearest are found', () => {
  const count = 1000;
  const distance = between(points(count));
  const links = buildGraph(count, 16, distance);
  const search = new LayerSearch(links, distance);
  let found = 0;
  for (let node = 0; node < count; node += 10) {
    const all = Array.from({ length: count }, (_, i) => i).sort((a, b) => distance(node, a) - distance(node, b));
    search.run(node, entryOf(links), 0, 100);
    const nearest = new Set(search.nodes.subarray(0, 10));
    found += all.slice(0, 10).filter((other) => nearest.has(other)).length;
  }
  expect(found / 1000).toBeGreaterThan(0.99);
});

test('a quarter of the nodes is a level higher', () => {
  const { levels } = buildGraph(1000, 4, same);
  const higher = levels.filter((level) => level > 0).length;
  expect(higher).toBeGreaterThan(200);
  expect(higher).toBeLessThan(300);
});
