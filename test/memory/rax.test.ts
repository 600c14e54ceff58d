/** Radix trees as redis src/rax.h lays them out: a header of 4 bytes, bytes padded to a multiple of 8, pointers of 8. */
import { describe, expect, test } from 'vitest';
import { Allocator } from '../../src/memory/allocator.ts';
import { RaxCounter, sizeOfNames } from '../../src/memory/rax.ts';
import { idWords, sizeOfIds, unionOfIds } from '../../src/memory/stream-ids.ts';

/** All sizes of nodes here are classes of this one, so that what is allocated is what nodes take. */
const counter = new RaxCounter(new Allocator('jemalloc-quantum8', { prefixed: false, pages: false }));

const LEAF = 16;
/** chain(r): 4 + r + padding + 8. */
const CHAIN_2 = 16;
const CHAIN_4 = 16;
const CHAIN_5 = 24;
const CHAIN_7 = 24;
const CHAIN_8 = 24;
const CHAIN_15 = 32;
const CHAIN_16 = 32;
/** branch(m): 4 + m + padding + 8m. */
const BRANCH_2 = 24;
const BRANCH_3 = 32;
const VALUE = 8;

describe('names', () => {
  test.each<[string, string[], number, number]>([
    ['none: an empty root', [], 1, 8],
    ['one: a chain and a leaf', ['abcd'], 2, CHAIN_4 + LEAF],
    ['the empty name: the root is a leaf', [''], 1, LEAF],
    ['the empty name and another: the root has a value', ['', 'abcd'], 2, CHAIN_4 + VALUE + LEAF],
    ['differ at once', ['a', 'b'], 3, BRANCH_2 + 2 * LEAF],
    ['differ in the last byte', ['aba', 'abb', 'abc'], 5, CHAIN_2 + BRANCH_3 + 3 * LEAF],
    ['go on for long', ['xa12345', 'xb12345'], 6, 16 + BRANCH_2 + 2 * (CHAIN_5 + LEAF)],
    ['one begins with the other', ['ab', 'abcd'], 3, CHAIN_2 + CHAIN_2 + VALUE + LEAF],
    ['a name where others fork', ['ab', 'abc', 'abd'], 4, CHAIN_2 + BRANCH_2 + VALUE + 2 * LEAF],
    ['in any order', ['abd', 'ab', 'abc'], 4, CHAIN_2 + BRANCH_2 + VALUE + 2 * LEAF],
    ['forks in forks', ['aa', 'ab', 'b'], 5, BRANCH_2 + BRANCH_2 + 3 * LEAF],
    ['a name inside a chain', ['abc', 'abcde', 'abcdef'], 4, 16 + (CHAIN_2 + VALUE) + (16 + VALUE) + LEAF],
  ])('%s', (_name, names, nodes, allocated) => {
    const bytes = names.map((name) => Buffer.from(name));
    expect(sizeOfNames(counter, bytes)).toEqual({ keys: names.length, nodes, allocated });
  });
});

describe('stream ids, big endian', () => {
  test.each<[string, bigint[], number, number]>([
    ['one', [1700000000000n, 1n], 2, CHAIN_16 + LEAF],
    ['last byte of seq', [5n, 1n, 5n, 2n], 4, CHAIN_15 + BRANCH_2 + 2 * LEAF],
    // Seven bytes, a fork, eight more.
    ['last byte of ms', [5n, 0n, 6n, 0n], 6, CHAIN_7 + BRANCH_2 + 2 * (CHAIN_8 + LEAF)],
    ['first byte', [1n, 0n, 2n ** 63n, 0n], 5, BRANCH_2 + 2 * (CHAIN_15 + LEAF)],
    // One byte differs, or the one above it.
    ['over a boundary', [0n, 254n, 0n, 255n, 0n, 256n], 7, 32 + BRANCH_2 + BRANCH_2 + 16 + 3 * LEAF],
  ])('%s', (_name, ids, nodes, allocated) => {
    const size = sizeOfIds(counter, idWords(BigUint64Array.from(ids)));
    expect(size).toEqual({ keys: ids.length / 2, nodes, allocated });
  });

  test('256 of one millisecond fork once', () => {
    const ids = BigUint64Array.from({ length: 512 }, (_, i) => (i % 2 === 0 ? 9n : BigInt(i >> 1)));
    const branch = 4 + 256 + 4 + 8 * 256;
    const size = sizeOfIds(counter, idWords(ids));
    expect(size.nodes).toBe(258);
    // The branch is no class: it is rounded up to 2560.
    expect([branch, size.allocated]).toEqual([2312, CHAIN_15 + 2560 + 256 * LEAF]);
  });

  test('some of them', () => {
    const ids = idWords(BigUint64Array.from([5n, 1n, 5n, 2n, 6n, 0n]));
    expect(sizeOfIds(counter, ids, Uint32Array.from([0, 1])).nodes).toBe(4);
    expect(sizeOfIds(counter, ids, Uint32Array.from([])).nodes).toBe(1);
  });

  test('a union has each once, in order', () => {
    const union = unionOfIds(
      [
        [5n, 1n, 5n, 3n],
        [5n, 1n],
        [5n, 2n, 2n ** 63n, 0n],
      ].map((ids) => idWords(BigUint64Array.from(ids))),
    );
    expect([...new BigUint64Array(union.slice().buffer)]).toEqual([5n, 1n, 5n, 2n, 5n, 3n, 2n ** 63n, 0n]);
  });
});
