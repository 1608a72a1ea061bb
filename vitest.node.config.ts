import { defineConfig } from 'vitest/config';
import sources from './vite.config.js';

/** The packed package with each Node.js that it is for. Installs from the npm registry. */
export default defineConfig({
  ...sources,
  test: {
    include: ['test/node/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
    minWorkers: 1,
  },
});
