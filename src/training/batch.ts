import { UnisonoError } from '../core/errors.js';
import type { TypedData } from '../graph/graph.js';
import type { StepShape } from './step-graph.js';

/** One prompt with its answer; tokens from `answerStart` on are what the model learns to write. */
export interface Sequence {
  readonly ids: readonly number[];
  readonly answerStart: number;
}

/** Token ids of three queries: anchor, positive (near), negative (far). */
export type TokenTriplet = readonly [
  anchor: readonly number[],
  positive: readonly number[],
  negative: readonly number[],
];

export interface Batch {
  readonly sequences: readonly Sequence[];
  readonly triplets: readonly TokenTriplet[];
}

/** Lengths are rounded up to these steps, so that few shapes need compiling. */
const LENGTH_STEP = 32;
const ANSWER_STEP = 128;
const QUERY_STEP = 16;

const roundUp = (n: number, step: number) => Math.max(step, Math.ceil(n / step) * step);

/** The compiled shape that `batch` fits into. */
export function shapeOf(batch: Batch): StepShape {
  const answers = batch.sequences.reduce((sum, { ids, answerStart }) => sum + ids.length - answerStart, 0);
  return {
    rows: batch.sequences.length,
    length: roundUp(Math.max(...batch.sequences.map(({ ids }) => ids.length)), LENGTH_STEP),
    answers: roundUp(answers, ANSWER_STEP),
    triplets: batch.triplets.length,
    queryLength: batch.triplets.length
      ? roundUp(Math.max(...batch.triplets.flat().map((ids) => ids.length)), QUERY_STEP)
      : 0,
  };
}

/** Answer tokens and triplets of a whole optimizer step, over which its losses are means. */
export interface StepTotals {
  readonly answers: number;
  readonly triplets: number;
}

export function totalsOf({ sequences, triplets }: Batch): StepTotals {
  const answers = sequences.reduce((sum, { ids, answerStart }) => sum + Math.max(0, ids.length - answerStart), 0);
  return { answers, triplets: triplets.length };
}

/**
 * Cuts a batch into parts of at most `rows` sequences, with the triplets spread evenly. Losses of the parts under the
 * totals of the whole add up to the losses of the whole, and so do gradients.
 */
export function splitBatch(batch: Batch, rows: number): Batch[] {
  const parts = Math.ceil(batch.sequences.length / rows);
  const perPart = Math.ceil(batch.triplets.length / parts);
  return Array.from({ length: parts }, (_, i) => ({
    sequences: batch.sequences.slice(i * rows, (i + 1) * rows),
    triplets: batch.triplets.slice(i * perPart, (i + 1) * perPart),
  }));
}

/**
 * The feeds of `lossGraph` for `batch`: padded on the right, every answer token weighing 1 / (number of answer tokens).
 *
 * @param totals of the optimizer step that the batch is a part of
 * @throws SHAPE_MISMATCH if an answer has no token before it, if no sequence has an answer, or if a query is empty
 */
export function feedsOf(batch: Batch, shape: StepShape, totals = totalsOf(batch)): Record<string, TypedData> {
  const ids = new Int32Array(shape.rows * shape.length);
  const answerRows = new Int32Array(shape.answers);
  const targets = new Int32Array(shape.answers);
  const answerWeights = new Float32Array(shape.answers);
  let count = 0;
  for (const [row, sequence] of batch.sequences.entries()) {
    if (sequence.answerStart < 1) throw mismatch(`the answer of sequence ${row} has no token before it`);
    ids.set(sequence.ids, row * shape.length);
    for (let position = sequence.answerStart; position < sequence.ids.length; position++) {
      answerRows[count] = row * shape.length + position - 1;
      targets[count++] = sequence.ids[position] as number;
    }
  }
  if (totals.answers === 0) throw mismatch('no sequence has an answer');
  answerWeights.fill(1 / totals.answers, 0, count);
  if (shape.triplets === 0) return { ids, answerRows, targets, answerWeights };

  const queryIds = new Int32Array(3 * shape.triplets * shape.queryLength);
  const queryMask = new Float32Array(queryIds.length);
  for (const [i, triplet] of batch.triplets.entries()) {
    for (const [part, tokens] of triplet.entries()) {
      if (tokens.length === 0) throw mismatch(`a query of triplet ${i} is empty`);
      const start = (part * shape.triplets + i) * shape.queryLength;
      queryIds.set(tokens, start);
      queryMask.fill(1, start, start + tokens.length);
    }
  }
  const tripletShare = Float32Array.of(shape.triplets / totals.triplets);
  return { ids, answerRows, targets, answerWeights, queryIds, queryMask, tripletShare };
}

function mismatch(reason: string): UnisonoError {
  return new UnisonoError('SHAPE_MISMATCH', { op: 'batch', reason });
}
