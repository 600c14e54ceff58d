/** What a key takes, added up: as MEMORY USAGE counts it, and as the heap does. */
import type { Allocator } from './allocator.ts';
import type { Measure } from './server-model.ts';

/** Of a key, or of a part of one. */
export class Account {
  readonly allocator: Allocator;
  /** What MEMORY USAGE answers. An expectation may leave a fraction. */
  bytes = 0;
  /** What `used_memory` grows by. */
  allocated = 0;
  /** False: a server's own figure is random, and `bytes` is what is to be expected. */
  determined = true;

  constructor(allocator: Allocator) {
    this.allocator = allocator;
  }

  clear(): void {
    this.bytes = 0;
    this.allocated = 0;
    this.determined = true;
  }

  /** One allocation; `measure` is how MEMORY USAGE counts it. */
  block(request: number, measure: Measure = 'heap'): void {
    const usable = this.allocator.usable(request);
    this.bytes += measure === 'heap' ? usable : request;
    this.allocated += usable;
  }

  /**
   * Elements whose average MEMORY USAGE works out and multiplies: in doubles, whose rounding may cost a byte. Source: redis
   * src/object.c, objectComputeSize().
   * @param fixed - what the value takes beside its elements, its object included, as it is counted
   */
  addSampled(elements: Account, samples: number, fixed: number): void {
    const { bytes, allocated } = elements;
    const exact = Number.isInteger(bytes) && Number.isInteger(fixed) && samples > 0;
    this.bytes += exact ? Math.trunc(fixed + (bytes / samples) * samples) - fixed : bytes;
    this.allocated += allocated;
  }

  /** What is counted beside allocations, and allocations that are not counted. */
  add(bytes: number, allocated: number): void {
    this.bytes += bytes;
    this.allocated += allocated;
  }
}
