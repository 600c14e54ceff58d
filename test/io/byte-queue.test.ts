/** Bytes from a producer that never waits. */
import * as fc from 'fast-check';
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SourceError } from '../../src/errors.ts';
import { ByteQueue } from '../../src/io/byte-queue.ts';

const text = (...parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('latin1');

async function readAll(queue: ByteQueue, size = 7): Promise<string> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const into = new Uint8Array(size);
    const got = await queue.read(into);
    if (got === 0) return text(...parts);
    parts.push(into.subarray(0, got));
  }
}

function makeQueue(memoryBytes?: number, blockBytes = 8): ByteQueue {
  return new ByteQueue({ name: 'x', blockBytes, ...(memoryBytes === undefined ? {} : { memoryBytes }) });
}

test('what is pushed is not there before it is committed', async () => {
  const queue = makeQueue();
  const into = new Uint8Array(10);
  const reading = Promise.resolve(queue.read(into));
  queue.push(Buffer.from('abc'));
  expect(queue.waiting).toBe(0);
  queue.push(Buffer.from('def'));
  queue.commit();
  expect(await reading).toBe(6);
  expect(text(into.subarray(0, 6))).toBe('abcdef');
});

test('a rollback drops what came since the last commit, over blocks and the file', async () => {
  for (const memoryBytes of [0, 8, 1024]) {
    const queue = makeQueue(memoryBytes);
    queue.push(Buffer.from('kept '));
    queue.commit();
    queue.push(Buffer.from('dropped '.repeat(10)));
    queue.rollback();
    queue.push(Buffer.from('and more'));
    queue.end();
    expect(await readAll(queue)).toBe('kept ');
  }
});

test('after the end comes 0, after a failure its error, and what was committed before both', async () => {
  const queue = makeQueue();
  queue.push(Buffer.from('all'));
  queue.commit();
  queue.fail(new Error('the link is lost'));
  const into = new Uint8Array(3);
  expect(await queue.read(into)).toBe(3);
  expect(() => queue.read(into)).toThrow('the link is lost');

  const waiting = makeQueue();
  const reading = Promise.resolve(waiting.read(into));
  waiting.fail(new Error('the link is lost'));
  await expect(reading).rejects.toThrow('the link is lost');
});

/** Bytes of this process' files that have no name. */
function namelessBytes(): number {
  let bytes = 0;
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      if (/rdb-tool-[^/]* \(deleted\)$/.test(readlinkSync(`/proc/self/fd/${fd}`)))
        bytes += statSync(`/proc/self/fd/${fd}`).size;
    } catch {
      // It is closed meanwhile.
    }
  }
  return bytes;
}

test.runIf(process.platform === 'linux')('the file grows as far as the lag, and goes when there is none', async () => {
  const queue = makeQueue(16 * 1024, 4096);
  const piece = Buffer.alloc(4096, 'x');
  const into = new Uint8Array(4096);
  for (let i = 0; i < 50; i++) queue.push(piece);
  queue.commit();
  expect(namelessBytes()).toBeGreaterThan(40 * 4096);
  for (let i = 0; i < 500; i++) {
    queue.push(piece);
    queue.commit();
    expect(await queue.read(into)).toBe(4096);
  }
  expect(namelessBytes()).toBeLessThanOrEqual(51 * 4096);
  while (queue.waiting > 0) await queue.read(into);
  expect(namelessBytes()).toBe(0);
});

test('a full disk is told to both sides, and what was committed is read before', async () => {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = '/nonexistent';
  try {
    const queue = makeQueue(0);
    queue.push(Buffer.from('first'));
    queue.commit();
    expect(() => queue.push(Buffer.from('x'.repeat(100)))).toThrow(SourceError);
    expect(await queue.read(new Uint8Array(5))).toBe(5);
    expect(() => queue.read(new Uint8Array(5))).toThrow('cannot write a temporary file');
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
});

test('the event loop turns while a reader is never out of bytes', async () => {
  const queue = new ByteQueue({ name: 'x' });
  queue.push(new Uint8Array(1 << 20));
  queue.commit();
  const turn = { over: false };
  setImmediate(() => {
    turn.over = true;
  });
  const into = new Uint8Array(1);
  while (!turn.over) await queue.read(into);
  expect(queue.waiting).toBeGreaterThan(0);
});

type Step = { readonly push: number } | { readonly read: number } | 'commit' | 'rollback';
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ push: fc.nat(40) }) },
    { weight: 3, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 2, arbitrary: fc.constant('commit' as const) },
    { weight: 1, arbitrary: fc.constant('rollback' as const) },
  ),
  { maxLength: 80 },
);

test('whatever is done in whatever order, each committed byte is read once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(0, 8, 24, 1024), async (all, memoryBytes) => {
      const queue = makeQueue(memoryBytes);
      let next = 0;
      let pending: number[] = [];
      const wanted: number[] = [];
      const got: number[] = [];
      for (const step of all) {
        if (step === 'commit') {
          queue.commit();
          wanted.push(...pending.splice(0));
        } else if (step === 'rollback') {
          queue.rollback();
          pending = [];
        } else if ('push' in step) {
          const bytes = Uint8Array.from({ length: step.push }, () => next++ & 0xff);
          queue.push(bytes);
          pending.push(...bytes);
        } else if (queue.waiting > 0) {
          const into = new Uint8Array(step.read);
          got.push(...into.subarray(0, await queue.read(into)));
        }
      }
      queue.end();
      got.push(...Buffer.from(await readAll(queue), 'latin1'));
      expect(got).toEqual(wanted);
      queue.close();
    }),
  );
});
