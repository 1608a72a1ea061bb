import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'test/**/*.test.ts',
      'experiments/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    // Real weights, a real server and a real cluster are other suites: npm run test:real, test:endpoint, test:cluster.
    exclude: [...configDefaults.exclude, 'test/real/**', 'test/endpoint/**', 'test/cluster/**'],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    minWorkers: 1,
  },
});
