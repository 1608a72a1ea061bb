import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

/**
 * What is beside `src/` imports the package by its public names; scripts (vite-node) and tests (vitest) then run its
 * sources, so that nothing has to be built first.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^unisono$/, replacement: `${source}/index.ts` },
      { find: /^unisono\/(.+)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
});
