import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from 'unisono/engine';
import {
  type AnsweredModel,
  type LoadedRun,
  type RunConfig,
  RunContext,
  runGenerate,
  runPipeline,
  scoreStage,
} from 'unisono/pipeline';
import { Example } from 'unisono/retrieval';
import { readJson, readJsonLines, writeJsonLines } from '../../src/core/files.js';
import { sha256Path } from '../../src/core/hash.js';
import { packageVersion } from '../../src/core/package-info.js';
import type { Progress } from '../../src/core/progress.js';
import { Causes } from '../../src/evaluation/causes/causes.js';
import { answerRepaired } from './answer-rung.js';
import { mergeRung } from './merge-rung.js';
import { causesOf, measured, type Results, RunCosts, SUBSETS, type Subset } from './results.js';
import type { Table } from './table.js';

/** What a table is made with. */
export interface Workplace {
  /** Reads the settings that a table names. */
  readonly load: (settings: string) => LoadedRun & { readonly path: string };
  readonly engine: () => Engine;
  readonly progress: Progress;
}

/** Measures one table: for every seed the whole ladder, whose stages are kept, then the table's rungs. */
export async function runTable(table: Table, place: Workplace): Promise<Results> {
  const runs: Results['runs'] = [];
  let of: RunConfig | undefined;
  let encoder: string | null = null;
  for (const seed of table.seeds) {
    const { config, path, settings } = place.load(table.settings);
    of = { ...config, seed, out: `${config.out}-${seed}` };
    const { progress } = place;
    const ladder = await runPipeline(of, {
      configPath: path,
      settings: { ...settings, seed },
      progress,
      version: packageVersion(),
      engine: place.engine(),
    });
    const engine = place.engine();
    try {
      const run = new RunContext(of, engine, progress, false);
      const examples = await examplesOf(table, seed, run, place);
      const answered = await answerRungs(table, run, ladder.merged, examples);
      const subsets = await scoreSubsets(table, of, examples.test, answered);
      const causes = join(of.out, 'causes.json');
      encoder = Object.values(subsets)[0]?.encoder ?? null;
      runs.push({
        seed,
        questions: readJsonLines(examples.test, Example).filter(({ kind }) => kind === 'original').length,
        inputs: { settings: await sha256Path(path), test: await sha256Path(examples.test) },
        costs: readJson(run.path('report', 'report-data.json'), RunCosts).costs,
        causes: existsSync(causes) ? causesOf(readJson(causes, Causes)) : [],
        subsets: Object.fromEntries(Object.entries(subsets).map(([name, { figures }]) => [name, figures])),
      });
    } finally {
      await engine.close();
    }
  }
  return { title: table.title, threshold: of!.evaluation.threshold, bertscore: encoder, runs };
}

/** The examples that are asked, what they are retrieved from, and what keeps their stages apart from the ladder's own. */
interface Asked {
  readonly test: string;
  readonly articles: string;
  readonly prefix: string;
}

async function examplesOf(table: Table, seed: number, run: RunContext, place: Workplace): Promise<Asked> {
  if (table.askedOn === undefined)
    return { test: run.path('retrieve', 'test.jsonl'), articles: run.config.data.articles, prefix: '' };
  const { config } = place.load(table.askedOn);
  const other = `${config.out}-${seed}`;
  return {
    test: join(other, 'retrieve', 'test.jsonl'),
    articles: config.data.articles,
    prefix: `on-${table.askedOn.replace(/\.yaml$/, '')}/`,
  };
}

async function answerRungs(
  table: Table,
  run: RunContext,
  merged: string,
  { test, articles, prefix }: Asked,
): Promise<AnsweredModel[]> {
  const directory = (model: string) =>
    model === 'B' ? run.config.model : model === 'Merged' ? merged : run.path(`train/${model}`, 'model');
  return Promise.all(
    table.rungs.map(async (rung): Promise<AnsweredModel> => {
      const answer = async (name: string, dir: string, stage: string): Promise<AnsweredModel> => ({
        name,
        answers: await runGenerate(run, { name, dir }, test, stage),
      });
      if (typeof rung === 'string') return answer(rung, directory(rung), `${prefix}generate/${rung}`);
      if ('merge' in rung) return answer(rung.name, await mergeRung(rung, run), `${prefix}merged/${rung.name}`);
      const inputs = { run, model: directory(rung.of), examples: test, articles, prefix };
      return { name: rung.name, answers: await answerRepaired(rung, inputs) };
    }),
  );
}

/** People's rewordings are semantic ones, for they were recorded; all other kinds were made by rules. */
const IN_SUBSET: Record<Subset, (kind: string) => boolean> = {
  human: (kind) => kind === 'semantic',
  synthesised: (kind) => kind !== 'semantic',
  all: () => true,
};

async function scoreSubsets(table: Table, config: RunConfig, test: string, models: readonly AnsweredModel[]) {
  const examples = readJsonLines(test, Example);
  const { threshold, resamples, bertscore, words } = config.evaluation;
  const scored: Partial<Record<Subset, { figures: ReturnType<typeof measured>; encoder: string | null }>> = {};
  for (const subset of SUBSETS) {
    const chosen = examples.filter(({ kind }) => kind === 'original' || IN_SUBSET[subset](kind));
    if (chosen.every(({ kind }) => kind === 'original')) continue;
    const dir = join(config.out, 'tables', table.title.replace(/\W+/g, '-').toLowerCase(), subset);
    mkdirSync(dir, { recursive: true });
    const path = join(dir, 'examples.jsonl');
    writeJsonLines(path, chosen);
    const files = {
      pairs: join(dir, 'pairs.jsonl'),
      groups: join(dir, 'groups.jsonl'),
      ladder: join(dir, 'ladder.json'),
    };
    const options = {
      examples: path,
      models,
      comparisons: table.compare,
      threshold,
      resamples,
      seed: config.seed,
      bertscore,
      words,
    };
    const ladder = await scoreStage(options, files);
    const source = ladder.bertscore;
    scored[subset] = {
      figures: measured(ladder),
      encoder: source ? `${source.encoder}, layer ${source.layer}` : null,
    };
  }
  return scored;
}
