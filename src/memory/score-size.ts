/**
 * Scores in a packed sorted set: an integer where it is one, else text. Source: redis src/t_zset.c, zzlInsertAt(); src/util.c,
 * double2ll(), d2string(); deps/fpconv/fpconv_dtoa.c, emit_digits().
 */
import { fpconvDouble, printfDouble } from '../bytes/double-text.ts';
import type { PackedKind, PackedMeter } from './packed-meter.ts';

/** Whole numbers up to this are integers without a doubt. */
const LARGEST_WHOLE = { listpack: 2 ** 62, ziplist: 2 ** 52 - 1 };

/** @param shortest - with as few digits as fpconv finds, not with seventeen */
export function packScore(meter: PackedMeter, score: number, shortest: boolean, kind: PackedKind): void {
  // In a ziplist a zero with a minus is text.
  const whole = Number.isInteger(score) && (kind === 'listpack' || !Object.is(score, -0));
  if (whole && Math.abs(score) <= LARGEST_WHOLE[kind]) {
    meter.integer(score);
    return;
  }
  const text = Buffer.from(shortest ? fpconvDouble(score) : printfDouble(score), 'latin1');
  meter.string(text, 0, text.length);
}
