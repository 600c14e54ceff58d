/**
 * How much of the heap a request takes: what `malloc_usable_size` answers for it. Source: rdb-format.md 7.1; jemalloc 5.3.0
 * src/sc.c; glibc 2.36 malloc/malloc.c; redis 4.0 src/zmalloc.c.
 */
import { UsageError } from '../errors.ts';

/**
 * What a server may be linked with. quantum8 is the jemalloc that comes with the server's source: its own builds and images;
 * quantum16 is the one of Debian and Ubuntu. Theirs rounds large requests to pages from jemalloc 5.3.1 on; which of both
 * is meant by the name alone depends on the server.
 */
export const ALLOCATORS = ['jemalloc-quantum8', 'jemalloc-quantum16', 'libc'] as const;
/** Names that say more than a person has to. */
const EXACT_ALLOCATORS = ['jemalloc-quantum16-5.3.0', 'jemalloc-quantum16-5.3.1'] as const;

export type AllocatorName = (typeof ALLOCATORS)[number] | (typeof EXACT_ALLOCATORS)[number];

/** @throws UsageError naming those there are */
export function parseAllocator(text: string, what: string): AllocatorName {
  const name = [...ALLOCATORS, ...EXACT_ALLOCATORS].find((one) => one === text);
  if (name !== undefined) return name;
  throw new UsageError(`${what} takes an allocator, not ${JSON.stringify(text)}; there are: ${ALLOCATORS.join(', ')}`);
}

/** Requests up to this are looked up. */
const SMALL = 16384;
const PAGE = 4096;

/** One allocator, by name. */
export class Allocator {
  readonly name: AllocatorName;
  /** By the bytes of a request, up to 16384. */
  readonly small: Float64Array;
  private readonly compute: (request: number) => number;

  /** @param pages - what quantum16 alone means: large requests take whole pages */
  constructor(name: AllocatorName, { prefixed, pages }: { readonly prefixed: boolean; readonly pages: boolean }) {
    this.name = name;
    this.compute = name === 'libc' ? (prefixed ? prefixedSize : glibcSize) : jemallocSize(name, pages);
    this.small = new Float64Array(SMALL + 1).fill(this.compute(0), 0, 1);
    // Of any allocator, what is between two multiples of 8 takes as much as the larger of them.
    for (let end = 8; end <= SMALL; end += 8) this.small.fill(this.compute(end), end - 7, end + 1);
  }

  /** Bytes of the heap that a request of so many takes. */
  usable(request: number): number {
    return request <= SMALL ? (this.small[request] ?? 0) : this.compute(request);
  }
}

/** Chunks of 16 bytes, 32 at least, of which 8 are the chunk's own; large ones are mapped, in pages. */
function glibcSize(request: number): number {
  const MAPPED = 128 * 1024;
  const HEAD = 8;
  const chunk = Math.max(32, Math.ceil((request + HEAD) / 16) * 16);
  if (chunk < MAPPED) return chunk - HEAD;
  return Math.ceil((chunk + HEAD) / PAGE) * PAGE - 2 * HEAD;
}

/** Redis 4.0 does not ask libc: it puts the size in front of each allocation, and takes words for its grain. */
function prefixedSize(request: number): number {
  return Math.ceil(request / 8) * 8 + 8;
}

/** Classes at a distance of a quantum up to eight of them, then four for each doubling. */
function jemallocSize(name: AllocatorName, pages: boolean): (request: number) => number {
  const quantum = name === 'jemalloc-quantum8' ? 8 : 16;
  const roundsToPages = name === 'jemalloc-quantum16-5.3.1' || (name === 'jemalloc-quantum16' && pages);
  /** The largest small class. */
  const LARGEST_SMALL = 14336;
  return (request) => {
    if (request <= 8) return 8;
    if (request <= 8 * quantum) return Math.ceil(request / quantum) * quantum;
    if (roundsToPages && request > LARGEST_SMALL) return Math.ceil(request / PAGE) * PAGE;
    const below = 2 ** (Math.ceil(Math.log2(request)) - 1);
    const step = below / 4;
    return Math.ceil(request / step) * step;
  };
}
