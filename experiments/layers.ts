import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SimilaritySample, weightsSchema } from 'unisono/consistency';
import { readJson, writeJson } from 'unisono/core';
import { loadRun } from 'unisono/pipeline';
import { byLayer } from './analysis/by-layer.js';
import { channelFigures } from './analysis/channel-figures.js';
import { interference } from './analysis/interference.js';
import { seeded } from './runner/collect.js';

/**
 * Distances, weights and interference by layer of a finished ladder:
 * npm run experiments:layers -- experiments/xquad-noise.yaml [--seed 1] [--run <run directory>] [--out <file>]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, run: { type: 'string' }, out: { type: 'string' } },
});
const [settings, ...others] = positionals;
if (settings === undefined || others.length > 0)
  throw new Error('name the settings: npm run experiments:layers -- experiments/<set>.yaml');

const found = loadRun(settings).config;
const config = seeded(found, Number(values.seed));
const run = values.run ?? config.out;
const { dropProbability } = config.merge;
const models = Object.keys(config.specialists).map((name) => ({ name, dir: join(run, 'train', name, 'model') }));
const weights = readJson(join(run, 'weights', 'weights.json'), weightsSchema, 'npm run experiments');
const similarities = readJson(join(run, 'weights', 'similarities.json'), SimilaritySample, 'npm run experiments');
const layers = interference(config.model, models, dropProbability, config.seed, join(run, 'merge', 'model'));
const names = models.map(({ name }) => name);
const out = values.out ?? join('experiments', 'results', `by-layer-${basename(settings, '.yaml')}.json`);
const about = { title: config.name, seed: config.seed, dropProbability };
const channels = channelFigures(join(run, 'weights'), names);
writeJson(out, byLayer(about, weights, names, layers, similarities.layers, channels));
console.log(`Results: ${out}`);
