import { defineConfig } from 'vitest/config';

/** Of the scripts that train or merge: they import the built package, for threads need built files. */
export default defineConfig({});
