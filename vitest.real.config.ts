import { defineConfig } from 'vitest/config';

/** Tests on real checkpoints, which tools/fetch-real-models.sh puts into .cache/real-models. They fail where one is absent. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: 'forks',
    maxWorkers: 1,
    minWorkers: 1,
  },
});
