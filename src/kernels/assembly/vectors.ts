/** Sums over two vectors, by which their distance is known. Both take a whole number of blocks of 16 bytes; `end` is a's. */

const BLOCK: usize = 16;

/** Products of signed bytes, summed modulo 2^32. */
export function dotBytes(a: usize, b: usize, end: usize): i32 {
  let sum = i32x4.splat(0);
  for (; a < end; a += BLOCK, b += BLOCK) {
    const x = v128.load(a);
    const y = v128.load(b);
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(x), i16x8.extend_low_i8x16_s(y)));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(x), i16x8.extend_high_i8x16_s(y)));
  }
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  );
}

/** Products of floats, every fourth summed for itself, then all. */
export function dotFloats(a: usize, b: usize, end: usize): f32 {
  let sum = f32x4.splat(0);
  for (; a < end; a += BLOCK, b += BLOCK) sum = f32x4.add(sum, f32x4.mul(v128.load(a), v128.load(b)));
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
  );
}

/** Bits in which they differ. */
export function differentBits(a: usize, b: usize, end: usize): u32 {
  let sum = i32x4.splat(0);
  for (; a < end; a += BLOCK, b += BLOCK) {
    const bits = i8x16.popcnt(v128.xor(v128.load(a), v128.load(b)));
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bits)));
  }
  return (
    i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
  );
}
