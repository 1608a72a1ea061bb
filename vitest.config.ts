import { configDefaults, defineConfig } from 'vitest/config';
import sources from './vite.config.js';

/**
 * Tests that change nothing of their process, be it the environment, mocked modules or the working directory. They share
 * threads, and so loaded modules: loading them for each file took longer than most of these tests.
 */
const PLAIN = [
  'src/{activations,consistency,core,encoding,endpoint,evaluation,generation,graph,hub,importing}/**/*.test.ts',
  'src/{metrics,mining,models,report,retrieval,targets,tensors,text,variation}/**/*.test.{ts,tsx}',
  'src/merging/{arithmetic,config,methods,sources,vocabulary}/**/*.test.ts',
  'experiments/{analysis,prepare,render}/**/*.test.ts',
];

// Real weights, a real server, a real cluster and other versions of Node.js are other suites: npm run test:real, test:endpoint, test:cluster, test:node.
const OTHER_SUITES = ['test/real/**', 'test/endpoint/**', 'test/cluster/**', 'test/node/**'];

export default defineConfig({
  ...sources,
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
