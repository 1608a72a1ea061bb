import { dirname, join } from 'node:path';
import { SimilaritySample } from '../../consistency/similarity-sample.js';
import { weightsSchema } from '../../consistency/weights.js';
import { loadDataset } from '../../core/dataset.js';
import { readJson, readJsonLines, writeFileAtomic, writeJson } from '../../core/files.js';
import { Ladder } from '../../evaluation/ladder.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import type { AnswerPair, ReportData, StageCost } from '../../report/report-data.js';
import { Example } from '../../retrieval/example.js';
import { ReportedStep } from '../../training/log-line.js';
import type { RunConfig } from '../config.js';
import type { PlainStage } from '../stage.js';
import { STAGE_FILE } from '../stage-record.js';

export interface ReportOptions {
  readonly config: Pick<RunConfig, 'name' | 'seed' | 'data'>;
  /** The settings as the user wrote them, shown at the end of the report. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ladder: string;
  readonly pairs: string;
  readonly examples: string;
  readonly weights: string;
  /** similarities.json; none where weights are uniform. */
  readonly similarities?: string;
  readonly logs: readonly { readonly model: string; readonly log: string }[];
  readonly costs: readonly StageCost[];
  /** sha256 of the artifacts worth naming. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly version: string;
  readonly command: string;
}

/** The data of a report, and the page itself. */
export interface ReportFiles {
  readonly data: string;
  readonly report: string;
}

/** Gathers the run's artifacts into one JSON file, and renders it as one self-contained HTML file. */
export const reportStage: PlainStage<ReportOptions, ReportFiles> = {
  name: 'report',
  version: 3,
  unit: 'files',
  inputs: ({ config, ladder, pairs, examples, weights, similarities, logs }) => ({
    ...{ ...config.data, ladder, pairs, examples, weights },
    ...(similarities !== undefined && { similarities }),
    // The log contains times, which must not make a report out of date.
    ...Object.fromEntries(logs.map(({ model, log }) => [`training of ${model}`, join(dirname(log), STAGE_FILE)])),
  }),
  settings: ({ settings, version, command, hashes, costs }) => ({ settings, version, command, hashes, costs }),
  files: () => ({ data: 'report-data.json', report: 'report.html' }),
  work: report,
};

async function report(options: ReportOptions, out: ReportFiles): Promise<void> {
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
    ladder,
    weights:
      weights.encoder === null
        ? null
        : { ...weights, encoder: weights.encoder, pooling: weights.pooling ?? '', distance: weights.distance ?? '' },
    similarities:
      options.similarities === undefined ? null : readJson(options.similarities, SimilaritySample, 'unisono weights'),
    training: options.logs.map(({ model, log }) => ({ model, steps: readJsonLines(log, ReportedStep) })),
    costs: [...options.costs],
    pairs: gatherPairs(pairs, examples),
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

/** Every pair once, in the order of the scores, with the outcome of every model. */
function gatherPairs(scored: readonly ScoredPair[], examples: ReadonlyMap<string, Example>): AnswerPair[] {
  const pairs = new Map<string, AnswerPair>();
  for (const { model, id, question, kind, sameContexts, answer, variantAnswer, ...scores } of scored) {
    let pair = pairs.get(id);
    if (!pair) {
      const variant = examples.get(id);
      pair = {
        ...{ id, kind, sameContexts, models: {} },
        question: examples.get(question)?.text ?? '',
        variant: variant?.text ?? '',
        reference: variant?.answer ?? '',
      };
      pairs.set(id, pair);
    }
    const { agreement, rightAnswers, rougeLBetween } = scores;
    pair.models[model] = {
      answers: [answer, variantAnswer],
      agreement,
      rightAnswers,
      rougeLBetween: rougeLBetween ?? 0,
    };
  }
  return [...pairs.values()];
}
