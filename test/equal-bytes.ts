/**
 * Bytes are compared at once: vitest goes through them one by one, each by name, which was a tenth of all time. What it does not
 * say is equal is looked at by vitest, and what differs is told by it.
 */
import { expect } from 'vitest';

// This runs for every test file, and they share one process.
const ADDED = Symbol.for('rdb-tool: bytes are compared at once');
if (!Reflect.has(globalThis, ADDED)) expect.addEqualityTesters([sameBytes]);
Reflect.set(globalThis, ADDED, true);

function sameBytes(a: unknown, b: unknown): true | undefined {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return undefined;
  // `toStrictEqual` tells a Buffer from other bytes.
  return a.constructor === b.constructor && Buffer.compare(a, b) === 0 ? true : undefined;
}
