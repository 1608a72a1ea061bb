import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    exclude: ['test/real/**', 'node_modules/**'],
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    minWorkers: 1,
  },
});
