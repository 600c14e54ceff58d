/** LZF byte by byte. Source: rdb-format.md 2.3. */
import type { FaultName, StopName } from './answer.ts';

/** No token writes more than this: 7 + 255 + 2. */
const LONGEST = 264;

export interface Inflated {
  readonly stop: StopName;
  /** The next token, or the broken one. */
  readonly pos: number;
  readonly out: Uint8Array;
  readonly fault?: FaultName;
}

/**
 * Inflate `input` into at most `room` bytes. Back references may reach into `history`. `total`: the input ends the string, so
 * a token that is cut is a fault, and every byte of room may be used; else a token needs room for the longest.
 */
export function lzfInflate(input: Uint8Array, history: Uint8Array, room: number, total: boolean): Inflated {
  const all = [...history];
  let ip = 0;
  const answer = (stop: StopName, pos: number, fault?: FaultName): Inflated => ({
    stop,
    pos,
    out: Uint8Array.from(all.slice(history.length)),
    ...(fault && { fault }),
  });
  const left = (): number => room - (all.length - history.length);
  while (ip < input.length) {
    if (!total && left() < LONGEST) return answer('OUTPUT', ip);
    const token = ip;
    const control = input[ip] ?? 0;
    const isLiteral = control < 32;
    const isLong = control >= 7 << 5;
    const size = isLiteral ? 1 + control + 1 : isLong ? 3 : 2;
    if (token + size > input.length) return total ? answer('FAULT', token, 'LZF') : answer('INPUT', token);
    ip += size;
    if (isLiteral) {
      if (control + 1 > left()) return answer('FAULT', token, 'LZF');
      all.push(...input.subarray(token + 1, ip));
      continue;
    }
    const length = (control >> 5) + (isLong ? (input[token + 1] ?? 0) : 0) + 2;
    const distance = ((control & 31) << 8) + (input[ip - 1] ?? 0) + 1;
    if (length > left() || distance > all.length) return answer('FAULT', token, 'LZF');
    for (let i = 0; i < length; i++) all.push(all[all.length - distance] ?? 0);
  }
  return answer('DONE', ip);
}
