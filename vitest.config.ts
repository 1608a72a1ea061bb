import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'experiments/**/*.test.ts'],
    // Real weights and a real server are other suites: npm run test:real, npm run test:endpoint.
    exclude: [...configDefaults.exclude, 'test/real/**', 'test/endpoint/**'],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    minWorkers: 1,
  },
});
