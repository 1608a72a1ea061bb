import { defineConfig } from 'vitest/config';

/** Tests against a real Ray cluster at UNISONO_RAY_ADDRESS: `npm run test:cluster` starts one. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    maxWorkers: 1,
    minWorkers: 1,
  },
});
