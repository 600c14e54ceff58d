import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of what a reader sees, in a real browser. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, isolate: false, maxWorkers: 1 },
});
