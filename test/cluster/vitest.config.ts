import { defineConfig } from 'vitest/config';

/** Tests against a real Ray cluster at UNISONO_RAY_ADDRESS: `npm run test:cluster` starts one. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 1,
    minWorkers: 1,
  },
});
