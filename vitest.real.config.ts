import { defineConfig } from 'vitest/config';

/** Tests on real weights, `npm run test:real`; they need what tools/fetch-real-models.sh fetches. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
