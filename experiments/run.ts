import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readJson, readYaml, writeJson } from 'unisono/core';
import { EmbeddedEngine } from 'unisono/engine';
import { loadRun } from 'unisono/pipeline';
import { collectTable } from './runner/collect.js';
import { joinRuns } from './runner/join-runs.js';
import { logProgress } from './runner/log-progress.js';
import { Results } from './runner/results.js';
import { runTable } from './runner/run-table.js';
import { Table } from './runner/table.js';

/**
 * Makes results tables: npm run experiments -- experiments/tables/ladder-xquad-noise.yaml ...
 * Intermediate results are kept under runs/experiments; a stopped run resumes.
 * With --seeds 2,3 only these seeds are measured and added to the existing results.
 * With --collect the results are read from finished runs; nothing is computed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    workers: { type: 'string', default: '2' },
    seeds: { type: 'string' },
    collect: { type: 'boolean', default: false },
  },
});
if (positionals.length === 0)
  throw new Error('name the tables: npm run experiments -- experiments/tables/<table>.yaml');

const load = (settings: string) => {
  const path = join('experiments', settings);
  return { ...loadRun(path), path };
};

for (const path of positionals) {
  const whole = Table.parse(readYaml(path).value);
  const table = values.seeds ? Table.parse({ ...whole, seeds: values.seeds.split(',').map(Number) }) : whole;
  const place = { load, engine: () => new EmbeddedEngine(Number(values.workers)), progress: logProgress };
  const made = values.collect ? await collectTable(table, load) : await runTable(table, place);
  const out = join('experiments', 'results', `${basename(path, '.yaml')}.json`);
  const results = values.seeds && existsSync(out) ? joinRuns(readJson(out, Results), made) : made;
  writeJson(out, results);
  console.log(`Results: ${out}`);
}
