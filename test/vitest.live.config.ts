import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests against real servers, of the built program. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['test/live/**/*.test.ts'], testTimeout: 120_000, isolate: false, maxWorkers: 4 },
});
