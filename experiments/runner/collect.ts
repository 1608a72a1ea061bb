import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, readJson, readJsonLines, sha256, sha256Path } from 'unisono/core';
import { Causes, Ladder } from 'unisono/evaluation';
import { BASE, type LoadedRun, MERGED, type RunConfig, trainedRungs } from 'unisono/pipeline';
import { Example } from 'unisono/retrieval';
import { pairLossesOf } from 'unisono/training';
import { z } from 'zod';
import { digits } from './digits.js';
import { causesOf, measured, type Results, SUBSETS, type Subset, versionsOf } from './results.js';
import { modelShape, runCosts } from './run-costs.js';
import type { Table } from './table.js';

/** Settings of a run, and where they were read. */
export type FoundRun = LoadedRun & { readonly path: string };
export type LoadRun = (settings: string) => FoundRun;

/** The settings of one seed's run, which has a folder of its own. */
export function seeded(config: RunConfig, seed: number): RunConfig {
  return { ...config, seed, out: `${config.out}-${seed}` };
}

/** Where a table keeps what it measured on one subset of the rewordings. */
export function subsetFolder({ title }: Table, { out }: RunConfig, subset: Subset): string {
  return join(out, 'tables', title.replace(/\W+/g, '-').toLowerCase(), subset);
}

/** The examples that a table asks: of its own run, or of another's. */
export function askedExamples(table: Table, seed: number, load: LoadRun): string {
  return join(seeded(load(table.askedOn ?? table.settings).config, seed).out, 'retrieve', 'test.jsonl');
}

/** Where a table keeps the settings that one seed of it was made with. */
export function settingsFile(table: Table, config: RunConfig): string {
  return join(subsetFolder(table, config, 'all'), '..', 'settings.json');
}

/** Whether a table has every model of its ladder, on the ladder's own test questions. */
export function isWholeLadder({ rungs, askedOn }: Table, { specialists, training }: RunConfig): boolean {
  const trained = trainedRungs(specialists, pairLossesOf(training)).map(({ name }) => name);
  return askedOn === undefined && [BASE, ...trained, MERGED].every((name) => rungs.includes(name));
}

/** What the results keep of a run of the whole ladder. */
function ofRun(config: RunConfig): Pick<Results['runs'][number], 'costs' | 'model' | 'causes'> {
  const causes = join(config.out, 'causes.json');
  return {
    costs: runCosts(config),
    model: modelShape(config),
    causes: existsSync(causes) ? causesOf(readJson(causes, Causes)) : [],
  };
}

const NO_RUN = { costs: [], causes: [] };

/**
 * The results of a table, read from the files of its finished runs; nothing is recomputed.
 *
 * @throws FILE_NOT_FOUND with the missing file
 */
export async function collectTable(table: Table, load: LoadRun): Promise<Results> {
  const { config } = load(table.settings);
  const { threshold, words } = config.evaluation;
  const runs: Results['runs'] = [];
  let bertscore: string | null = null;
  let metrics: Results['metrics'] = {};
  for (const seed of table.seeds) {
    const of = seeded(config, seed);
    const test = askedExamples(table, seed, load);
    const questions = readJsonLines(test, Example).filter(({ kind }) => kind === 'original').length;
    const subsets: Results['runs'][number]['subsets'] = {};
    for (const subset of SUBSETS) {
      const folder = subsetFolder(table, of, subset);
      if (subset !== 'all' && !existsSync(folder)) continue;
      const ladder = readJson(join(folder, 'ladder.json'), Ladder, 'npm run experiments');
      subsets[subset] = measured(ladder);
      metrics = versionsOf(ladder);
      if (ladder.bertscore) bertscore = `${ladder.bertscore.encoder}, layer ${ladder.bertscore.layer}`;
    }
    const settings = readJson(settingsFile(table, of), z.record(z.string(), z.unknown()), 'npm run experiments');
    const inputs = { settings: sha256(canonicalJson(settings)), test: await sha256Path(test) };
    runs.push({ seed, questions, inputs, ...(isWholeLadder(table, of) ? ofRun(of) : NO_RUN), subsets });
  }
  return digits({ title: table.title, threshold, words, metrics, bertscore, runs });
}
