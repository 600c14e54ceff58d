import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundOf, bucketOf, BUCKETS } from '../../src/report/size-buckets.ts';

test.each([
  [0, 0, 0],
  [1, 1, 1],
  [255, 255, 255],
  [256, 256, 271],
  [271, 256, 271],
  [272, 257, 287],
  [511, 271, 511],
  [512, 272, 543],
  [1024, 288, 1087],
  [2 ** 31, 256 + 23 * 16, 2 ** 31 + 2 ** 27 - 1],
  [2 ** 31 - 1, 256 + 23 * 16 - 1, 2 ** 31 - 1],
  [2 ** 52, 256 + 44 * 16, 2 ** 52 + 2 ** 48 - 1],
  [Number.MAX_SAFE_INTEGER, BUCKETS - 1, Number.MAX_SAFE_INTEGER],
])('%d bytes are in bucket %d, with sizes up to %d', (bytes, bucket, bound) => {
  expect(bucketOf(bytes)).toBe(bucket);
  expect(boundOf(bucket)).toBe(bound);
});

test('the bound is right to 1/16, and never below', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 52 }), (large, shift) => {
      const bytes = Math.floor(large / 2 ** shift);
      const bound = boundOf(bucketOf(bytes));
      expect(bound).toBeGreaterThanOrEqual(bytes);
      expect(bound - bytes).toBeLessThanOrEqual(bytes / 16);
    }),
  );
});
