import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson, readJsonLines } from '../core/files.js';
import { AnswerRecord, PromptRecord, QueryRecord } from '../engine/records.js';
import { type ModelConfig, readModelConfig } from '../models/config.js';
import { decoderFlops } from '../models/flops.js';
import { parameterCount } from '../models/parameters.js';
import type { StageCost } from '../report/report-data.js';
import { type PromptTemplate, promptIds, ragMessages } from '../text/prompt.js';
import { Tokenizer } from '../text/tokenizer.js';
import type { MeasuredCost } from './stage-cost.js';
import { ASKED } from './stages/causes.js';

/** Paths of the data from which the costs of stages are computed, in the order of the report. */
export interface CostInputs {
  readonly base: string;
  readonly prompt: PromptTemplate;
  readonly checkpointLayers: boolean;
  /** Whether only adapters were trained. */
  readonly adapter: boolean;
  /** JSON lines of the test examples, which every model answered. */
  readonly examples: string;
  readonly logs: readonly { readonly model: string; readonly log: string }[];
  /** weights.json of the weights stage; the queries and activations are beside it. */
  readonly weights: string;
  readonly specialists: readonly string[];
  readonly answers: readonly {
    readonly name: string;
    readonly answers: string;
    /** Answers of the `causes` stage, beside what was asked. */
    readonly further?: string | undefined;
  }[];
  /** Cost of a stage, by its name. */
  readonly measured: (stage: string) => MeasuredCost | undefined;
}

interface Work {
  readonly tokens: number | null;
  readonly flops: number | null;
}

const NONE: Work = { tokens: null, flops: null };
const Logged = z.looseObject({ tokens: z.number().optional() });

/**
 * Cost of every stage of a run, and its operations. Time and memory are measured; operations follow from the shape of the
 * model and the tokens of the stage: of trainings as logged (padding included), of answers and activations as if nothing
 * were padded and no common beginning were shared.
 */
export function stageCosts(inputs: CostInputs): StageCost[] {
  const config = readModelConfig(inputs.base);
  const tokenizer = Tokenizer.load(inputs.base);
  const answered = answerTokens(inputs.examples, inputs, tokenizer);
  const entry = (stage: string, work: Work = NONE): StageCost => {
    const cost = inputs.measured(stage);
    return { stage, seconds: cost?.seconds ?? null, peakBytes: cost?.peakBytes ?? null, ...work };
  };
  return [
    ...['vary', 'retrieve', 'encode'].map((stage) => entry(stage)),
    ...inputs.logs.map(({ model, log }) => entry(`train/${model}`, trainingWork(config, log, inputs))),
    entry('weights', weightsWork(config, tokenizer, inputs)),
    entry('merge', { tokens: null, flops: mergeFlops(config, inputs.specialists.length) }),
    ...inputs.answers.map(({ name, answers }) => {
      const tokens = answered(answers);
      return entry(`generate/${name}`, { tokens, flops: decoderFlops(config, tokens, 'forward') });
    }),
    ...inputs.answers.flatMap(({ name, further }) => {
      if (further === undefined) return [];
      // Reused answers count too; they are few compared with the prompts.
      const tokens = answerTokens(join(dirname(further), ASKED), inputs, tokenizer)(further);
      return [entry(`causes/${name}`, { tokens, flops: decoderFlops(config, tokens, 'forward') })];
    }),
    entry('evaluate'),
  ];
}

function trainingWork(config: ModelConfig, log: string, how: CostInputs): Work {
  const steps = readJsonLines(log, Logged);
  if (steps.some(({ tokens }) => tokens === undefined)) return NONE;
  const tokens = steps.reduce((sum, step) => sum + step.tokens!, 0);
  return { tokens, flops: decoderFlops(config, tokens, 'training', how) };
}

/** Activations of every query by every specialist, and T (T - 1) / 2 cosines of width D per specialist and layer. */
function weightsWork(config: ModelConfig, tokenizer: Tokenizer, { weights, specialists }: CostInputs): Work {
  const { queries, layers } = readJson(weights, z.looseObject({ queries: z.int(), layers: z.int() }));
  if (queries === 0) return NONE;
  const texts = readJsonLines(`${dirname(weights)}/queries.jsonl`, QueryRecord);
  const tokens = texts.reduce((sum, { text }) => sum + tokenizer.encode(text).length, 0) * specialists.length;
  const cosines = specialists.length * layers * queries * (queries - 1) * config.hidden_size;
  return { tokens, flops: decoderFlops(config, tokens, 'forward') + cosines };
}

/** Per weight and specialist: delta, drop, rescale, sign, agreement, weighing; one addition to the base. */
function mergeFlops(config: ModelConfig, specialists: number): number {
  return parameterCount(config) * (6 * specialists + 1);
}

/** Counts the tokens of all prompts once, and of a model's answers. */
function answerTokens(examples: string, { prompt }: CostInputs, tokenizer: Tokenizer): (answers: string) => number {
  const prompts = readJsonLines(examples, PromptRecord).reduce(
    (sum, { contexts, text }) => sum + promptIds(tokenizer, ragMessages(prompt, contexts, text)).length,
    0,
  );
  return (path) =>
    readJsonLines(path, AnswerRecord).reduce((sum, { answer }) => sum + tokenizer.encode(answer).length, prompts);
}
