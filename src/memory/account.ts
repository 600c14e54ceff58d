/** What a key takes, added up: as MEMORY USAGE counts it, and as the heap does. */
import type { Allocator } from './allocator.ts';
import type { Measure } from './server-model.ts';

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

  /** What is counted beside allocations, and allocations that are not counted. */
  add(bytes: number, allocated: number): void {
    this.bytes += bytes;
    this.allocated += allocated;
  }
}
