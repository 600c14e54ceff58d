/**
 * The commands of a log, many at a call. Only what a strict writer writes is taken; whatever else comes, annotations
 * included, ends the run and is for the decoder to judge. Source: aof-replication-resp.md 1.5.
 *
 *   command  = "*" argc CR LF argument{argc}        argc from 1
 *   argument = "$" length CR LF bytes CR LF
 */
import { copyExact } from './copy';
import { putU64 } from './integer';
import {
  freeAfter, ROW, setFree, setNeed, setRows, stopAt, STOP_DONE, STOP_FAULT, STOP_INPUT, STOP_OUTPUT, STOP_ROWS,
} from './status';
import { jsonRows } from './text';

const STAR: u8 = 42;
const DOLLAR: u8 = 36;
/** CR LF as they are loaded. */
const CRLF: u16 = 0x0a0d;
/** Lengths and counts have no more digits: 2^31 is past any address. */
const MOST_DIGITS: usize = 10;
const LARGEST: u64 = 0x7fffffff;

// What a command is, as its first row tells. Same numbers as COMMAND in src/kernels/kernels.ts.
const COMMAND_OTHER: u32 = 0;
const COMMAND_SELECT: u32 = 1;
const COMMAND_MULTI: u32 = 2;
const COMMAND_EXEC: u32 = 3;

let at: usize = 0;
/** How the last header line ended. */
let stop: u32 = STOP_DONE;

/** Digits and CR LF at `at`, which moves behind them. `stop` tells whether they were whole. */
// @ts-ignore: decorator
@inline function readNumber(end: usize): usize {
  // A digit and CR LF: nearly all lengths.
  if (at + 3 <= end) {
    const digit = (load<u8>(at) - 48) as u8;
    if (digit < 10 && load<u16>(at, 1) == CRLF) {
      at += 3;
      stop = STOP_DONE;
      return digit as usize;
    }
  }
  return readLongNumber(end);
}

function readLongNumber(end: usize): usize {
  const from = at;
  let value: u64 = 0;
  while (at < end) {
    const digit = (load<u8>(at) - 48) as u8;
    if (digit > 9) break;
    if (at - from == MOST_DIGITS) return fault();
    value = value * 10 + (digit as u64);
    at++;
  }
  if (at == end) return cut();
  if (at == from || load<u8>(at) != 13 || value > LARGEST) return fault();
  if (at + 1 == end) return cut();
  if (load<u8>(at, 1) != 10) return fault();
  at += 2;
  stop = STOP_DONE;
  return value as usize;
}

function cut(): usize {
  stop = STOP_INPUT;
  return 0;
}

function fault(): usize {
  stop = STOP_FAULT;
  return 0;
}

/** A name is compared without regard to case: bit 5 of a letter. */
function classify(start: usize, length: usize): u32 {
  if (length == 6) {
    const name = (load<u32>(start) | 0x20202020) as u32;
    const rest = (load<u16>(start, 4) | 0x2020) as u16;
    if (name == 0x656c6573 && rest == 0x7463) return COMMAND_SELECT;
  } else if (length == 5) {
    const name = (load<u32>(start) | 0x20202020) as u32;
    if (name == 0x746c756d && (load<u8>(start, 4) | 0x20) == 0x69) return COMMAND_MULTI;
  } else if (length == 4) {
    if (((load<u32>(start) | 0x20202020) as u32) == 0x63657865) return COMMAND_EXEC;
  }
  return COMMAND_OTHER;
}

/**
 * Whole commands from `pos` on. Each takes a row for itself (start, end, and where the number stands its number of arguments
 * and what it is, two u32), then one for each argument (NaN). `rows` are the commands done, `pos` is behind the last of them.
 *
 * Stops DONE (nothing left), INPUT (the command at `pos` is cut), ROWS (it is whole, and finds no room; `need` is what the
 * table must have for it alone), FAULT (it is not as above).
 */
export function scanCommands(pos: usize, end: usize, rows: usize, rowsEnd: usize): u32 {
  let row = rows;
  let count: u32 = 0;
  let begin = pos;
  let why: u32 = STOP_DONE;
  while (begin < end) {
    at = begin + 1;
    if (load<u8>(begin) != STAR) {
      why = STOP_FAULT;
      break;
    }
    const argc = readNumber(end);
    why = stop;
    setNeed((end - begin + 1) as f64);
    if (why != STOP_DONE) break;
    if (argc == 0) {
      why = STOP_FAULT;
      break;
    }
    // The count is a claim, so no room is asked for before all arguments have been seen.
    const fits = ((rowsEnd - row) / ROW) > argc;
    let to = row + ROW;
    for (let i: usize = 0; i < argc; i++, to += ROW) {
      if (at >= end) {
        why = STOP_INPUT;
        break;
      }
      if (load<u8>(at++) != DOLLAR) {
        why = STOP_FAULT;
        break;
      }
      const length = readNumber(end);
      why = stop;
      if (why != STOP_DONE) break;
      // In 64 bits: an address and a length may be over 32 together.
      if ((at as u64) + (length as u64) + 2 > (end as u64)) {
        // A CR where it must not be is a fault already.
        if ((at as u64) + (length as u64) < (end as u64) && load<u8>(at + length) != 13) why = STOP_FAULT;
        else {
          why = STOP_INPUT;
          setNeed(((at - begin) as f64) + (length as f64) + 2);
        }
        break;
      }
      if (load<u16>(at + length) != CRLF) {
        why = STOP_FAULT;
        break;
      }
      if (fits) {
        store<u32>(to, at as u32);
        store<u32>(to, (at + length) as u32, 4);
        store<f64>(to, NaN, 8);
      }
      at += length + 2;
    }
    if (why != STOP_DONE) break;
    if (!fits) {
      why = STOP_ROWS;
      setNeed(((argc + 1) * ROW) as f64);
      break;
    }
    store<u32>(row, begin as u32);
    store<u32>(row, at as u32, 4);
    store<u32>(row, argc as u32, 8);
    const name = load<u32>(row, 16) as usize;
    store<u32>(row, classify(name, (load<u32>(row, 20) as usize) - name), 12);
    row = to;
    begin = at;
    count++;
  }
  setRows(count);
  return stopAt(why, begin);
}

/** {"record":"command","offset": */
const RECORD: usize = memory.data<u8>([
  123, 34, 114, 101, 99, 111, 114, 100, 34, 58, 34, 99, 111, 109, 109, 97, 110, 100, 34, 44, 34, 111, 102, 102, 115, 101, 116, 34, 58,
]);
/** {"record":"command","replOffset": */
const LIVE_RECORD: usize = memory.data<u8>([
  123, 34, 114, 101, 99, 111, 114, 100, 34, 58, 34, 99, 111, 109, 109, 97, 110, 100, 34, 44, 34, 114, 101, 112, 108, 79, 102, 102, 115,
  101, 116, 34, 58,
]);
/** ,"db": and ,"args":[ and ],"timestamp": */
const DB: usize = memory.data<u8>([44, 34, 100, 98, 34, 58]);
const ARGS: usize = memory.data<u8>([44, 34, 97, 114, 103, 115, 34, 58, 91]);
const TIMESTAMP: usize = memory.data<u8>([93, 44, 34, 116, 105, 109, 101, 115, 116, 97, 109, 112, 34, 58]);
const LAYOUT_ITEMS: u32 = 0;
/** What stands before the arguments, and behind them. */
const HEAD_ROOM: usize = 128;
const TAIL_ROOM: usize = 64;

/**
 * A command as an NDJSON record; `live`: the offset is one of replication; `source` is text that goes behind it, `timestamp` NaN
 * if there is none; numbers are whole and not negative. Stops DONE, or OUTPUT with nothing of it counted. `free` is the end.
 */
export function jsonCommand(
  offset: f64, live: u32, source: usize, sourceLength: usize, db: u32, timestamp: f64, rows: usize, count: u32, bytes: u32, out: usize, outEnd: usize,
): u32 {
  if ((out as u64) + ((HEAD_ROOM + TAIL_ROOM + sourceLength) as u64) > (outEnd as u64)) return STOP_OUTPUT;
  const name: usize = live ? 33 : 29;
  copyExact(out, live ? LIVE_RECORD : RECORD, name);
  let o = putU64(offset as u64, out + name);
  copyExact(o, source, sourceLength);
  o += sourceLength;
  copyExact(o, DB, 6);
  o = putU64(db as u64, o + 6);
  copyExact(o, ARGS, 9);
  if (jsonRows(rows, count, LAYOUT_ITEMS, bytes, o + 9, outEnd - TAIL_ROOM) != STOP_DONE) return STOP_OUTPUT;
  o = freeAfter() as usize;
  if (count > 0) o--;
  if (timestamp == timestamp) {
    copyExact(o, TIMESTAMP, 14);
    o = putU64(timestamp as u64, o + 14);
  } else store<u8>(o++, 93);
  store<u16>(o, 0x0a7d);
  setFree(o + 2);
  return STOP_DONE;
}
