/**
 * LZF inflate. Source: rdb-format.md 2.3; redis src/lzf_d.c.
 *
 *   control < 32   literal run of control + 1 bytes
 *   otherwise      back reference: length (control >> 5) + 2 [+ next byte if 7], distance 13 bits + 1
 */
import { copyExact } from './copy';
import { faultAt, FAULT_LZF, setFree, setPos, STOP_DONE, STOP_INPUT, STOP_OUTPUT } from './status';

/** A match or literal run never writes more than this. */
const LONGEST: usize = 264;
/** Bytes that reading a token and its literals in vectors may touch. */
const TOKEN: usize = 34;
const VECTOR: usize = 16;

/**
 * Inflate tokens from `start` towards `end` into `out` until the input ends or fewer than 264 bytes of room are left.
 * `base` is the oldest byte a back reference may touch; `total` tells that the input ends the string: then every byte up to
 * `outEnd` may be used. Copies are made in vectors, so what lies behind is given too: bytes up to `readEnd` may be read,
 * and bytes up to `room` be overwritten. Stops DONE (input used up), OUTPUT (room), INPUT (a token is cut by `end`), FAULT.
 * `pos` is the next token, `free` the end of what was written.
 */
export function lzfInflate(
  start: usize, end: usize, readEnd: usize, base: usize, out: usize, outEnd: usize, room: usize, total: bool,
): u32 {
  let ip = start;
  let op = out;
  // Far from every end nothing but the back reference has to be checked at each token.
  // A token that crosses the end is a fault only if the string ends there.
  const safeIn = total ? min(end, readEnd - min(readEnd, TOKEN)) : end - min(end, TOKEN);
  const safeOut = min(total ? outEnd : outEnd - min(outEnd, LONGEST), room - min(room, LONGEST + VECTOR));
  let token = ip;
  while (ip < safeIn && op < safeOut) {
    token = ip;
    const control = load<u8>(ip) as usize;
    if (control < 32) {
      v128.store(op, v128.load(ip, 1));
      v128.store(op, v128.load(ip, 17), 16);
      ip += control + 2;
      op += control + 1;
      continue;
    }
    // Lengths come in no order that a processor could foresee, so short ones are told apart without a branch.
    const long = (control >= 224) as usize;
    const n = (control >> 5) + 2 + (load<u8>(ip, 1) as usize & (0 - long));
    const distance = ((control & 31) << 8) + (load<u8>(ip + long, 1) as usize) + 1;
    ip += 2 + long;
    if (distance > op - base) return faultAt(FAULT_LZF, token);
    const from = op - distance;
    if (distance >= 16) {
      v128.store(op, v128.load(from));
      v128.store(op, v128.load(from, 16), 16);
      for (let done: usize = 32; done < n; done += 16) v128.store(op + done, v128.load(from + done));
    } else if (distance >= 8) {
      for (let done: usize = 0; done < n; done += 8) store<u64>(op + done, load<u64>(from + done));
    } else {
      for (let i: usize = 0; i < n; i++) store<u8>(op + i, load<u8>(from + i));
    }
    op += n;
  }
  if (ip > end || op > outEnd) return faultAt(FAULT_LZF, token);
  while (ip < end) {
    if (!total && op + LONGEST > outEnd) {
      setPos(ip);
      setFree(op);
      return STOP_OUTPUT;
    }
    token = ip;
    const control = load<u8>(ip++) as usize;
    if (control < 32) {
      const n = control + 1;
      if (ip + n > end) return cut(token, op, total);
      if (op + n > outEnd) return faultAt(FAULT_LZF, token);
      if (ip + 32 <= readEnd && op + 32 <= room) {
        v128.store(op, v128.load(ip));
        v128.store(op, v128.load(ip, 16), 16);
      } else copyExact(op, ip, n);
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
      if (distance >= 16 && op + n + 16 <= room) {
        v128.store(op, v128.load(from));
        for (let done: usize = 16; done < n; done += 16) v128.store(op + done, v128.load(from + done));
      } else if (distance >= 8 && op + n + 8 <= room) {
        for (let done: usize = 0; done < n; done += 8) store<u64>(op + done, load<u64>(from + done));
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
