import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests that neither change the state of their process nor train a model. They share threads, and so loaded modules: loading
 * them for each file took longer than the tests themselves.
 */
const PLAIN = [
  'src/{consistency,core,endpoint,evaluation,hub,importing,metrics,mining}/**/*.test.{ts,tsx}',
  'src/{report,retrieval,tensors,text,variation}/**/*.test.{ts,tsx}',
  'src/merging/{arithmetic,config,methods,sources,vocabulary}/**/*.test.ts',
  'experiments/{analysis,prepare,render}/**/*.test.ts',
];

// Real weights, a real server and a real cluster are other suites: npm run test:real, test:endpoint, test:cluster.
const OTHER_SUITES = ['test/real/**', 'test/endpoint/**', 'test/cluster/**'];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    minWorkers: 1,
    poolOptions: { threads: { isolate: false } },
    projects: [
      {
        extends: true,
        test: { name: 'plain', include: PLAIN, pool: 'threads', isolate: false, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['{src,test,experiments,tools}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...OTHER_SUITES, ...PLAIN],
          pool: 'forks',
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
