import { defineConfig } from 'vitest/config';

/** Tests against a real OpenAI-compatible server, which tools/llama-server.sh installs at the first run. */
export default defineConfig({
  test: {
    include: ['test/endpoint/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    maxWorkers: 1,
    minWorkers: 1,
  },
});
