import { defineConfig } from 'vitest/config';

/** For scripts that train or merge: they import the built package, because threads need built files. */
export default defineConfig({});
