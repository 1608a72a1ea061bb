import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson, readYaml } from 'unisono/core';
import { TuneResult } from 'unisono/pipeline';
import { ByLayer } from '../analysis/by-layer.js';
import { Results } from '../runner/results.js';
import { Table } from '../runner/table.js';
import type { ResultFiles } from './views.js';

const EXPERIMENTS = fileURLToPath(new URL('..', import.meta.url));

/** The committed results and tables, or those of another folder. */
export function resultFiles(folder = join(EXPERIMENTS, 'results')): ResultFiles {
  const path = (name: string) => {
    const file = join(folder, `${name}.json`);
    if (!existsSync(file)) throw new Error(`experiments/results/${name}.json is not there`);
    return file;
  };
  return {
    results: (name) => readJson(path(name), Results),
    byLayer: (name) => readJson(path(name), ByLayer),
    tune: (name) => readJson(path(name), TuneResult),
    table: (name) => Table.parse(readYaml(join(EXPERIMENTS, 'tables', `${name}.yaml`)).value),
  };
}

/** Names of all committed results. */
export function resultNames(folder = join(EXPERIMENTS, 'results')): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => basename(file, '.json')).sort();
}
