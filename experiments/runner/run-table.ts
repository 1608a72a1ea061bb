import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  lockDirectory,
  type Progress,
  packageVersion,
  readJsonLines,
  settleAll,
  writeJson,
  writeJsonLines,
} from 'unisono/core';
import type { Engine } from 'unisono/engine';
import { type AnsweredModel, scoreAnswers } from 'unisono/evaluation';
import { LadderModels, modelAnswers, type RunConfig, RunContext, runPipeline } from 'unisono/pipeline';
import { Example } from 'unisono/retrieval';
import { answerRepaired } from './answer-rung.js';
import { collectTable, isWholeLadder, type LoadRun, seeded, settingsFile, subsetFolder } from './collect.js';
import { mergeRung } from './merge-rung.js';
import { type Results, SUBSETS, type Subset } from './results.js';
import type { Table } from './table.js';

/** Inputs for making a table. */
export interface TableContext {
  /** Reads the settings that a table names. */
  readonly load: LoadRun;
  readonly engine: () => Engine;
  readonly progress: Progress;
}

/**
 * Measures one table for every seed. A table of the whole ladder is a run of its own, with report, costs and causes; any
 * other makes only the models that its rungs need. Stages that are done already, by whichever table, are kept.
 */
export async function runTable(table: Table, context: TableContext): Promise<Results> {
  for (const seed of table.seeds) {
    const { config, path, settings } = context.load(table.settings);
    const of = seeded(config, seed);
    const { progress } = context;
    const ofSeed = { ...settings, seed };
    if (isWholeLadder(table, of)) {
      const version = packageVersion();
      await runPipeline(of, { configPath: path, settings: ofSeed, progress, version, engine: context.engine() });
    }
    const unlock = lockDirectory(of.out);
    const engine = context.engine();
    try {
      const run = new RunContext(of, engine, progress, false);
      const models = await LadderModels.prepare(run);
      const asked = await askedOf(table, run, models, context);
      const answered = await answerRungs(table, run, models, asked);
      await scoreSubsets(table, of, asked.test, answered);
      writeJson(settingsFile(table, of), ofSeed);
    } finally {
      unlock();
      await engine.close();
    }
  }
  return collectTable(table, context.load);
}

/** The examples that are asked, what they are retrieved from, and what keeps their stages apart from the ladder's own. */
interface Asked {
  readonly test: string;
  readonly articles: string;
  readonly prefix: string;
}

async function askedOf(table: Table, run: RunContext, models: LadderModels, context: TableContext): Promise<Asked> {
  const { askedOn } = table;
  if (askedOn === undefined) {
    return { test: models.examples.test, articles: run.config.data.articles, prefix: '' };
  }
  const other = seeded(context.load(askedOn).config, run.config.seed);
  const unlock = lockDirectory(other.out);
  try {
    const { examples } = await LadderModels.prepare(new RunContext(other, run.engine, context.progress, false));
    const prefix = `on-${askedOn.replace(/\.yaml$/, '')}/`;
    return { test: examples.test, articles: other.data.articles, prefix };
  } finally {
    unlock();
  }
}

async function answerRungs(
  table: Table,
  run: RunContext,
  models: LadderModels,
  { test, articles, prefix }: Asked,
): Promise<AnsweredModel[]> {
  return settleAll(
    table.rungs.map(async (rung): Promise<AnsweredModel> => {
      const answer = async (name: string, dir: string, stage: string): Promise<AnsweredModel> => ({
        name,
        answers: await modelAnswers(run, { name, dir }, test, stage),
      });
      if (typeof rung === 'string') return answer(rung, (await models.model(rung)).dir, `${prefix}generate/${rung}`);
      if ('merge' in rung) return answer(rung.name, await mergeRung(rung, run, models), `${prefix}merged/${rung.name}`);
      const inputs = { run, model: (await models.model(rung.of)).dir, examples: test, articles, prefix };
      return { name: rung.name, answers: await answerRepaired(rung, inputs) };
    }),
  );
}

/** People's rewordings are semantic ones, for they were recorded; all other kinds were made by rules. */
const IN_SUBSET: Record<Subset, (kind: string) => boolean> = {
  human: (kind) => kind === 'semantic',
  synthesized: (kind) => kind !== 'semantic',
  all: () => true,
};

/** Scores the answers on every subset that has rewordings, into the folders of the table. */
async function scoreSubsets(table: Table, config: RunConfig, test: string, models: readonly AnsweredModel[]) {
  const examples = readJsonLines(test, Example);
  const { threshold, resamples, bertscore, words } = config.evaluation;
  for (const subset of SUBSETS) {
    const chosen = examples.filter(({ kind }) => kind === 'original' || IN_SUBSET[subset](kind));
    if (chosen.every(({ kind }) => kind === 'original')) continue;
    const dir = subsetFolder(table, config, subset);
    mkdirSync(dir, { recursive: true });
    const path = join(dir, 'examples.jsonl');
    writeJsonLines(path, chosen);
    const files = {
      pairs: join(dir, 'pairs.jsonl'),
      groups: join(dir, 'groups.jsonl'),
      ladder: join(dir, 'ladder.json'),
    };
    const { seed } = config;
    const { compare: comparisons } = table;
    await scoreAnswers({ examples: path, models, comparisons, threshold, resamples, seed, bertscore, words }, files);
  }
}
