/** Classes of allocators, as malloc_usable_size of real servers has them. */
import { expect, test } from 'vitest';
import { Allocator, parseAllocator, type AllocatorName } from '../../src/memory/allocator.ts';

const allocator = (name: AllocatorName, { prefixed = false, pages = false } = {}): Allocator =>
  new Allocator(name, { prefixed, pages });

test.each<[AllocatorName, ...(readonly [request: number, usable: number])[]]>([
  [
    'jemalloc-quantum8',
    [0, 8],
    [8, 8],
    [9, 16],
    [17, 24],
    [40, 40],
    [57, 64],
    [65, 80],
    [81, 96],
    [129, 160],
    [257, 320],
  ],
  ['jemalloc-quantum8', [1025, 1280], [14337, 16384], [16385, 20480], [32769, 40960], [70006, 81920]],
  ['jemalloc-quantum16', [0, 8], [8, 8], [9, 16], [17, 32], [33, 48], [49, 64], [65, 80], [113, 128], [129, 160]],
  ['jemalloc-quantum16-5.3.0', [14336, 14336], [32769, 40960], [70006, 81920], [1048577, 1310720]],
  ['jemalloc-quantum16-5.3.1', [14336, 14336], [14337, 16384], [32769, 36864], [70006, 73728], [1048577, 1052672]],
  ['libc', [0, 24], [24, 24], [25, 40], [41, 56], [1000, 1000], [1001, 1016], [16388, 16392], [200000, 200688]],
])('%s: %j', (name, ...requests) => {
  for (const [request, usable] of requests)
    expect([request, allocator(name).usable(request)]).toEqual([request, usable]);
});

test('a server that counts for itself puts the size in front of words', () => {
  const libc = allocator('libc', { prefixed: true });
  expect([1, 8, 9, 20000].map((request) => libc.usable(request))).toEqual([16, 16, 24, 20008]);
});

test('quantum16 alone takes pages where the server is linked with 5.3.1', () => {
  expect(allocator('jemalloc-quantum16', { pages: true }).usable(70006)).toBe(73728);
  expect(allocator('jemalloc-quantum16').usable(70006)).toBe(81920);
});

test('no such allocator', () => {
  expect(() => parseAllocator('jemalloc', '--allocator')).toThrow(
    '--allocator takes an allocator, not "jemalloc"; there are: jemalloc-quantum8, jemalloc-quantum16, libc',
  );
});
