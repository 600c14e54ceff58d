/** XXH3 with 128 bits: ends of each range of lengths, against values of the reference implementation. */
import { expect, test } from 'vitest';
import { xxh3With128Bits } from '../../src/bytes/xxh3-128.ts';

/** Bytes 0, 1, 2, … 250, 0, … */
function ramp(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 251);
}

test.each([
  [0, '99aa06d3014798d86001c324468d497f'],
  [4, 'eb70bf5fc779e9e6a6111d53e80a3db5'],
  [8, 'e1e4432a62217fe4cfd50c61c8bb98c1'],
  [9, '16c769d83e4aebce907931979dca3746'],
  [16, '72950631827607e2842812cc870dcae2'],
  [17, '685bc458b37d057fc06e233df7729217'],
  [32, '25e7c9b3424ceed2457d9566b6fcd697'],
  [33, '02175c3aabb00637e08d84951339de86'],
  [64, '9c6e140a465545e590c1971ddb04ce74'],
  [65, 'ebedf05eeadc28f11aee64a1615de88f'],
  [128, '14792fc3af88dc6c05321a0b64d67b41'],
  [129, 'dd5e74ac6b45f54ebc30b63382b09a3b'],
  [160, '4e95c1cd6dc7bb85c67fcd13c31b09f4'],
  [161, '90805aa22c17b7a036ade0cea58f8377'],
  [240, '65b5be86da5540e7c92b68e16f83bbb6'],
  [241, '1da1cb61bcb8a2a102e8cd95421c6d02'],
  [256, '96c36c85d00e5bc544f5d90dacde463a'],
  [1024, 'd0ac1f7b93bf57b9e5d78bafa45b2aa5'],
  [1025, '2882ebca04ec915ce95c42288f28186e'],
  [1088, '295519bc52981c5c1a848d807034c403'],
  [5000, 'b92ec02c39d33ce7b418500fc42320ee'],
])('%i bytes', (length, want) => {
  const { low, high } = xxh3With128Bits(ramp(length));
  expect(high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0')).toBe(want);
});
