import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeJson } from 'unisono/core';
import { EmbeddedEngine } from 'unisono/engine';
import { loadRun, tuneMerge } from 'unisono/pipeline';
import { seeded } from './runner/collect.js';
import { logProgress } from './runner/log-progress.js';

/**
 * Compares ways to merge the specialists of a finished ladder on its dev split:
 * npm run experiments:tune -- experiments/xquad-noise.yaml [--seed 1] [--workers 2]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, workers: { type: 'string', default: '2' } },
});
const [settings, ...others] = positionals;
if (settings === undefined || others.length > 0)
  throw new Error('name the settings: npm run experiments:tune -- experiments/<set>.yaml');

const config = seeded(loadRun(settings).config, Number(values.seed));
const engine = new EmbeddedEngine(Number(values.workers));
const result = await tuneMerge(config, { progress: logProgress, engine });
const out = join('experiments', 'results', `tune-${basename(settings, '.yaml')}.json`);
writeJson(out, result);
console.log(`Results: ${out}`);
