import { isDeepStrictEqual } from 'node:util';
import { UnisonoError } from '../core/errors.js';
import { readJson, readJsonLines } from '../core/files.js';
import type { ModelConfig } from '../models/config.js';
import { answeredIds, ragMessages } from '../text/prompt.js';
import { Tokenizer } from '../text/tokenizer.js';
import { answerOf, type Batch, type Sequence } from '../training/batch.js';
import { TrainingPlan } from '../training/plan.js';
import { type LossSettings, pairLossesOf } from '../training/settings.js';
import type { TrainJob } from './engine.js';
import { PromptRecord } from './records.js';

/** The optimizer steps of a training as token ids. */
export interface TrainingBatches {
  readonly steps: number;
  /** The batch of a 0-based step; a pure function. */
  batchAt(step: number): Batch;
}

/** What batches are read from; pairs count only where the settings have a loss between them. */
export type BatchesOf = Pick<TrainJob, 'base' | 'examples' | 'plan' | 'prompt'> & {
  readonly settings: LossSettings;
};

/**
 * Reads the examples and plan of a job into batches of token ids. Every prompt is checked first: a mistake in the last batch
 * must not cost hours of training.
 *
 * @throws PROMPT_TOO_LONG; BAD_DOCUMENT for a missing example, and for a pair with different answers; the errors of
 * `readJson`, `readJsonLines` and of the tokenizer
 */
export function readBatches(job: BatchesOf, config: ModelConfig): TrainingBatches {
  const tokenizer = Tokenizer.load(job.base, config.vocab_size);
  const { steps } = readJson(job.plan, TrainingPlan, 'unisono train');
  const examples = new Map(
    readJsonLines(job.examples, PromptRecord, { stage: 'unisono retrieve' }).map((record) => [record.id, record]),
  );
  const exampleOf = (id: string): PromptRecord => {
    const example = examples.get(id);
    if (!example)
      throw new UnisonoError('BAD_DOCUMENT', { path: job.plan, reason: `example "${id}" is not in ${job.examples}` });
    return example;
  };
  const sequenceOf = memoize((id: string): Sequence => {
    const { text, contexts, answer } = exampleOf(id);
    const sequence = answeredIds(tokenizer, ragMessages(job.prompt, contexts, text), answer);
    const limit = config.max_position_embeddings;
    if (sequence.ids.length > limit)
      throw new UnisonoError('PROMPT_TOO_LONG', { id, tokens: sequence.ids.length, limit });
    return sequence;
  });
  const queryOf = memoize((id: string) => tokenizer.encode(` ${exampleOf(id).text}`));
  const checkedPairs = (ids: readonly string[], pairs: number): number => {
    for (let i = 0; i < 2 * pairs; i += 2) {
      const [left, right] = [ids[i] as string, ids[i + 1] as string];
      if (isDeepStrictEqual(answerOf(sequenceOf(left)), answerOf(sequenceOf(right)))) continue;
      const reason = `"${left}" and "${right}" are a pair, but their answers differ`;
      throw new UnisonoError('BAD_DOCUMENT', { path: job.plan, reason });
    }
    return pairs;
  };
  const paired = pairLossesOf(job.settings).length > 0;
  const batchAt = (step: number): Batch => {
    const { examples: ids, triplets, pairs } = steps[step] as TrainingPlan['steps'][number];
    return {
      sequences: ids.map(sequenceOf),
      triplets: triplets.map(([a, p, n]) => [queryOf(a), queryOf(p), queryOf(n)]),
      ...(paired && pairs && { pairs: checkedPairs(ids, pairs) }),
    };
  };
  for (const step of steps.keys()) batchAt(step);
  return { steps: steps.length, batchAt };
}

function memoize<T>(compute: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    const value = known.get(id) ?? compute(id);
    known.set(id, value);
    return value;
  };
}
