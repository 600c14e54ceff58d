import { statfsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Files in memory, on Linux. */
const MEMORY = '/dev/shm';
/** What the servers of all tests that run at a time may write. In a container it is often less. */
const ENOUGH = 2 ** 31;

/** Servers wait for the disk each time that they write a file. */
function folderInMemory(): Record<string, string> {
  if (process.env['TMPDIR'] !== undefined) return {};
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH ? { TMPDIR: MEMORY } : {};
  } catch {
    return {};
  }
}

/** Tests against real servers: of the built program, and where a process tells no more, of what it is made of. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/live/**/*.test.ts'],
    testTimeout: 120_000,
    isolate: false,
    // They wait as much as they work.
    maxWorkers: 5,
    env: folderInMemory(),
  },
});
