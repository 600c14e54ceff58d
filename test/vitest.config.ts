import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: { 'rdb-tool': fileURLToPath(new URL('../src/index.ts', import.meta.url)) } },
  // No test changes a module's state, so all files share one process: a module is loaded once, not once a file.
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/browser/**'],
    setupFiles: ['test/equal-bytes.ts'],
    testTimeout: 30_000,
    isolate: false,
    maxWorkers: '100%',
  },
});
