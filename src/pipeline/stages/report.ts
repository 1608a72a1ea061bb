import { basename, join } from 'node:path';
import { z } from 'zod';
import { weightsSchema } from '../../consistency/weights.js';
import { loadDataset } from '../../core/dataset.js';
import { readJson, readJsonLines, writeFileAtomic, writeJson } from '../../core/files.js';
import { sha256File } from '../../core/hash.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import type { AnswerPair, ReportData } from '../../report/report-data.js';
import { Example } from '../../retrieval/example.js';
import type { RunConfig } from '../config.js';
import { BASE, MERGED } from '../models.js';
import type { RunContext } from '../run-context.js';

export interface ReportOptions {
  readonly config: RunConfig;
  /** The settings as the user wrote them, shown at the end of the report. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ladder: string;
  readonly pairs: string;
  readonly examples: string;
  readonly weights: string;
  readonly logs: readonly { readonly model: string; readonly log: string }[];
  /** sha256 of the artifacts worth naming. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly version: string;
  readonly command: string;
}

/** The inconsistent pairs of a model that the report shows: the least similar answers first. */
const WORST_PAIRS = 60;
const SHOWN_MODELS = [BASE, MERGED];

const LogLine = z.looseObject({
  step: z.int(),
  ce: z.number(),
  triplet: z.number().nullable(),
  learningRate: z.number(),
});

/** Gathers the run's artifacts into one JSON file, and renders it as one self-contained HTML file. */
export async function reportStage(options: ReportOptions, out: { data: string; report: string }): Promise<void> {
  const { config } = options;
  const dataset = loadDataset(config.data);
  const ladder = readJson(options.ladder, Ladder, 'unisono evaluate');
  const pairs = readJsonLines(options.pairs, ScoredPair, { stage: 'unisono evaluate' });
  const examples = new Map(readJsonLines(options.examples, Example).map((example) => [example.id, example]));
  const weights = readJson(options.weights, weightsSchema, 'unisono weights');
  const first = ladder.rows[0];
  const data: ReportData = {
    title: config.name,
    dataset: {
      articles: dataset.articles.length,
      trainQuestions: dataset.train.length,
      testQuestions: dataset.test.length,
      pairs: first?.pairs ?? 0,
      pairsByKind: Object.fromEntries(
        Object.entries(first?.byKind ?? {}).map(([kind, scores]) => [kind, scores.pairs]),
      ),
    },
    encoder: weights.encoder ?? 'none',
    threshold: ladder.threshold,
    ladder: { rows: ladder.rows },
    differences: ladder.differences.flatMap((entry) =>
      entry.metric === 'rs' || entry.metric === 'em' || entry.metric === 'rougeL'
        ? [{ ...entry, metric: entry.metric }]
        : [],
    ),
    weights:
      weights.uniform === undefined
        ? {
            ...weights,
            encoder: weights.encoder ?? '',
            pooling: weights.pooling ?? '',
            distance: weights.distance ?? '',
            a: weights.a ?? 0,
            b: weights.b ?? 0,
          }
        : null,
    training: options.logs.map(({ model, log }) => ({ model, steps: readJsonLines(log, LogLine) })),
    pairs: worstPairs(pairs, examples),
    settings: options.settings,
    hashes: { ...options.hashes },
    seed: config.seed,
    version: options.version,
    command: options.command,
  };
  writeJson(out.data, data);
  // The charts' library is the slowest to load by far; no other command should wait for it.
  const { renderReport } = await import('../../report/render-report.js');
  writeFileAtomic(out.report, renderReport(data));
}

/** For each shown model its least consistent pairs, with the answers of all shown models. */
function worstPairs(pairs: readonly ScoredPair[], examples: ReadonlyMap<string, Example>): AnswerPair[] {
  const shown = pairs.filter(({ model }) => SHOWN_MODELS.includes(model));
  const byId = groupById(shown);
  return SHOWN_MODELS.flatMap((model) =>
    shown
      .filter((pair) => pair.model === model && pair.rs === 0)
      .sort((a, b) => a.rougeLBetween - b.rougeLBetween || (a.id < b.id ? -1 : 1))
      .slice(0, WORST_PAIRS)
      .map(({ id, question, kind, sameContexts }) => {
        const both = byId.get(id) ?? [];
        return {
          model,
          kind,
          question: examples.get(question)?.text ?? '',
          variant: examples.get(id)?.text ?? '',
          reference: examples.get(id)?.answer ?? '',
          answers: Object.fromEntries(both.map((pair) => [pair.model, [pair.answer, pair.variantAnswer]])),
          rougeLBetween: Object.fromEntries(both.map((pair) => [pair.model, pair.rougeLBetween])),
          sameContexts,
        };
      }),
  );
}

/** How a report names the command that made it. */
export function commandOf(configPath: string): string {
  return `unisono run ${basename(configPath)}`;
}

function groupById(pairs: readonly ScoredPair[]): Map<string, ScoredPair[]> {
  const groups = new Map<string, ScoredPair[]>();
  for (const pair of pairs) groups.set(pair.id, [...(groups.get(pair.id) ?? []), pair]);
  return groups;
}

/** What the report gathers from a run, by path. */
export interface ReportInputs {
  readonly ladder: string;
  readonly pairs: string;
  readonly examples: string;
  readonly weights: string;
  readonly merged: string;
  readonly logs: readonly { readonly model: string; readonly log: string }[];
}

/** The `report` stage of a run; returns report.html. */
export async function runReport(
  run: RunContext,
  inputs: ReportInputs,
  about: Pick<ReportOptions, 'settings' | 'version' | 'command'>,
): Promise<string> {
  const { config } = run;
  const { merged, ...files } = inputs;
  const { logs, ...single } = files;
  const named = { ...single, 'merged model': join(merged, 'model.safetensors') };
  const hashes = Object.fromEntries(
    await Promise.all(Object.entries(named).map(async ([name, path]) => [name, await sha256File(path)] as const)),
  );
  const stage = {
    name: 'report',
    module: import.meta.url,
    inputs: {
      ...config.data,
      ...single,
      ...Object.fromEntries(logs.map(({ model, log }) => [`log of ${model}`, log])),
    },
    settings: { ...about, hashes },
    outputs: ['report-data.json', 'report.html'],
  };
  await run.stage(stage, (dir) =>
    reportStage(
      { config, ...files, ...about, hashes },
      { data: join(dir, 'report-data.json'), report: join(dir, 'report.html') },
    ),
  );
  return run.path('report', 'report.html');
}
