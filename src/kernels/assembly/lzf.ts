/**
 * LZF inflate. Source: rdb-format.md 2.3; redis src/lzf_d.c.
 *
 *   control < 32   literal run of control + 1 bytes
 *   otherwise      back reference: length (control >> 5) + 2 [+ next byte if 7], distance 13 bits + 1
 */
import { faultAt, FAULT_LZF, setFree, setPos, STOP_DONE, STOP_INPUT, STOP_OUTPUT } from './status';

/** A match or literal run never writes more than this. */
const LONGEST: usize = 264;

/**
 * Inflate tokens from `start` towards `end` into `out` until the input ends or fewer than 264 bytes of room are left.
 * `base` is the oldest byte a back reference may touch; `total` tells that the input ends the string: then every
 * byte of room may be used. Stops DONE (input used up), OUTPUT (room), INPUT (a token is cut by `end`), FAULT.
 * `pos` is the next token, `free` the end of what was written.
 */
export function lzfInflate(start: usize, end: usize, base: usize, out: usize, outEnd: usize, total: bool): u32 {
  let ip = start;
  let op = out;
  while (ip < end) {
    if (!total && op + LONGEST > outEnd) {
      setPos(ip);
      setFree(op);
      return STOP_OUTPUT;
    }
    const token = ip;
    const control = load<u8>(ip++) as usize;
    if (control < 32) {
      const n = control + 1;
      if (ip + n > end) return cut(token, op, total);
      if (op + n > outEnd) return faultAt(FAULT_LZF, token);
      if (ip + 32 <= end && op + 32 <= outEnd) {
        v128.store(op, v128.load(ip));
        v128.store(op, v128.load(ip, 16), 16);
      } else {
        memory.copy(op, ip, n);
      }
      ip += n;
      op += n;
    } else {
      let n = control >> 5;
      let distance = (control & 31) << 8;
      if (n == 7) {
        if (ip >= end) return cut(token, op, total);
        n += load<u8>(ip++) as usize;
      }
      if (ip >= end) return cut(token, op, total);
      distance += (load<u8>(ip++) as usize) + 1;
      n += 2;
      if (op + n > outEnd || distance > op - base) return faultAt(FAULT_LZF, token);
      const from = op - distance;
      if (distance >= 16 && op + n + 16 <= outEnd) {
        let done: usize = 0;
        do {
          v128.store(op + done, v128.load(from + done));
          done += 16;
        } while (done < n);
      } else if (distance >= 8 && op + n + 8 <= outEnd) {
        let done: usize = 0;
        do {
          store<u64>(op + done, load<u64>(from + done));
          done += 8;
        } while (done < n);
      } else if (distance == 1) {
        memory.fill(op, load<u8>(from), n);
      } else {
        for (let i: usize = 0; i < n; i++) store<u8>(op + i, load<u8>(from + i));
      }
      op += n;
    }
  }
  setPos(ip);
  setFree(op);
  return STOP_DONE;
}

function cut(token: usize, op: usize, total: bool): u32 {
  if (total) return faultAt(FAULT_LZF, token);
  setPos(token);
  setFree(op);
  return STOP_INPUT;
}
