/**
 * XXH3 of bytes that come in pieces.
 *
 *   u64 bytes so far | … | 64 accumulators | 64 bytes before the buffer | BLOCK buffer
 *
 * The buffer is added to the accumulators when more comes, so that the last bytes of all stand in it at the end. Same numbers
 * as STREAM in digest-kernels.ts.
 */
import { copyExact } from './copy';
import { addBlock, beginLanes, BLOCK, endLanes, hash, LANES_BYTES, putHash, SHORT } from './xxh3';

const LANES: usize = 64;
const BEFORE: usize = 128;
const BUFFER: usize = 192;
const TAIL: usize = 64;

// @ts-ignore: decorator
@inline export function streamLength(stream: usize): u64 {
  return load<u64>(stream);
}

/** Nothing has come so far. */
export function streamBegin(stream: usize): void {
  store<u64>(stream, 0);
}

/** How many bytes of the buffer are used. */
// @ts-ignore: decorator
@inline function used(length: u64): usize {
  return length == 0 ? 0 : ((((length - 1) as usize) & (BLOCK - 1)) + 1);
}

/** See that there is room in the buffer; gives how much of it is used. */
// @ts-ignore: decorator
@inline function makeRoom(stream: usize): usize {
  const length = load<u64>(stream);
  const filled = used(length);
  if (filled < BLOCK) return filled;
  if (length == BLOCK) beginLanes(stream + LANES);
  addBlock(stream + LANES, stream + BUFFER);
  copyExact(stream + BEFORE, stream + BUFFER + BLOCK - TAIL, TAIL);
  return 0;
}

/** Room for 16 bytes more, which count as there. For streams of nothing else. */
// @ts-ignore: decorator
@inline export function streamNext(stream: usize): usize {
  const at = stream + BUFFER + makeRoom(stream);
  store<u64>(stream, load<u64>(stream) + 16);
  return at;
}

export function streamUpdate(stream: usize, start: usize, end: usize): void {
  while (start < end) {
    const filled = makeRoom(stream);
    const size = min(BLOCK - filled, end - start);
    memory.copy(stream + BUFFER + filled, start, size);
    store<u64>(stream, load<u64>(stream) + (size as u64));
    start += size;
  }
}

/** Hash what has come; the stream may go on. */
export function streamHash(stream: usize): void {
  const length = load<u64>(stream);
  const end = stream + BUFFER + used(length);
  if (length <= (SHORT as u64)) {
    hash(stream + BUFFER, end);
    return;
  }
  if (length <= (BLOCK as u64)) beginLanes(COPY);
  else memory.copy(COPY, stream + LANES, LANES_BYTES);
  endLanes(COPY, stream + BUFFER, end, length);
}

const COPY: usize = memory.data(64, 16);

/** Likewise, into 16 bytes at `out`. */
export function streamDigest(stream: usize, out: usize): void {
  streamHash(stream);
  putHash(out);
}
