import { UnisonoError } from '../core/errors.js';
import type { TypedData } from '../graph/graph.js';
import type { StepShape } from './step-graph.js';

/** One prompt with its answer; the model learns the tokens from `answerStart` on. */
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

/** Input of one optimizer step. */
export interface Batch {
  readonly sequences: readonly Sequence[];
  readonly triplets: readonly TokenTriplet[];
  /**
   * Number of leading pairs: sequences 2i and 2i + 1 are two wordings of one question with the same answer, between
   * which the pair losses are taken. Default: none.
   */
  readonly pairs?: number;
}

/** Lengths are rounded up to these steps, so that few shapes need compiling. */
const LENGTH_STEP = 32;
const ANSWER_STEP = 128;
const QUERY_STEP = 16;

const roundUp = (n: number, step: number) => Math.max(step, Math.ceil(n / step) * step);

/** The compiled shape for `batch`. */
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
    ...(batch.pairs && { paired: true }),
  };
}

/**
 * The compiled shapes of a batch's parts, padded to the longest part: parts of one size then share one compiled step; the
 * padding costs less than compiling another step.
 */
export function shapesOf(parts: readonly Batch[]): StepShape[] {
  const shapes = parts.map(shapeOf);
  const most = (name: 'length' | 'answers' | 'queryLength') => Math.max(...shapes.map((shape) => shape[name]));
  const [length, answers, queryLength] = [most('length'), most('answers'), most('queryLength')];
  return shapes.map((shape) => ({ ...shape, length, answers, queryLength: shape.triplets === 0 ? 0 : queryLength }));
}

/** Answer tokens, triplets and aligned answer tokens of a whole optimizer step, over which its losses are means. */
export interface StepTotals {
  readonly answers: number;
  readonly triplets: number;
  /** Answer tokens of pairs, each counted once for both sides. */
  readonly aligned: number;
}

/** Counts what the losses of a batch are means over. */
export function totalsOf({ sequences, triplets, pairs = 0 }: Batch): StepTotals {
  const lengths = sequences.map(({ ids, answerStart }) => Math.max(0, ids.length - answerStart));
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return { answers: sum(lengths), triplets: triplets.length, aligned: sum(lengths.slice(0, 2 * pairs)) / 2 };
}

/**
 * Cuts a batch into parts of at most `rows` sequences, with the triplets spread evenly. Losses of the parts under the
 * totals of the whole add up to the losses of the whole, and so do gradients.
 *
 * @param rows even if the batch has more pairs than one part, so that no pair is cut
 */
export function splitBatch(batch: Batch, rows: number): Batch[] {
  const parts = Math.ceil(batch.sequences.length / rows);
  const perPart = Math.ceil(batch.triplets.length / parts);
  const pairsOf = (i: number) => Math.max(0, Math.min(rows / 2, (batch.pairs ?? 0) - (i * rows) / 2));
  return Array.from({ length: parts }, (_, i) => ({
    sequences: batch.sequences.slice(i * rows, (i + 1) * rows),
    triplets: batch.triplets.slice(i * perPart, (i + 1) * perPart),
    ...(pairsOf(i) > 0 && { pairs: pairsOf(i) }),
  }));
}

/**
 * The feeds of `lossGraph` for `batch`: padded on the right, every answer token weighing 1 / (number of answer tokens).
 *
 * @param totals of the optimizer step that the batch is a part of
 * @throws SHAPE_MISMATCH if an answer has no token before it, if no sequence has an answer, if the answers of a pair
 * differ, or if a query is empty
 */
export function feedsOf(batch: Batch, shape: StepShape, totals = totalsOf(batch)): Record<string, TypedData> {
  const ids = new Int32Array(shape.rows * shape.length);
  const answerRows = new Int32Array(shape.answers);
  const targets = new Int32Array(shape.answers);
  const answerWeights = new Float32Array(shape.answers);
  const starts: number[] = [];
  let count = 0;
  for (const [row, sequence] of batch.sequences.entries()) {
    if (sequence.answerStart < 1) throw mismatch(`the answer of sequence ${row} has no token before it`);
    ids.set(sequence.ids, row * shape.length);
    starts.push(count);
    for (let position = sequence.answerStart; position < sequence.ids.length; position++) {
      answerRows[count] = row * shape.length + position - 1;
      targets[count++] = sequence.ids[position] as number;
    }
  }
  if (totals.answers === 0) throw mismatch('no sequence has an answer');
  answerWeights.fill(1 / totals.answers, 0, count);
  const answered = {
    ids,
    answerRows,
    targets,
    answerWeights,
    ...(shape.paired && pairFeeds(batch, starts, totals, shape)),
  };
  if (shape.triplets === 0) return answered;

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
  return { ...answered, queryIds, queryMask, tripletShare };
}

/**
 * Partners and weights of the answer rows of pairs; every other row is its own partner.
 *
 * @param starts the first answer row of every sequence
 */
function pairFeeds({ sequences, pairs = 0 }: Batch, starts: readonly number[], totals: StepTotals, shape: StepShape) {
  const partners = Int32Array.from({ length: shape.answers }, (_, row) => row);
  const pairWeights = new Float32Array(shape.answers);
  for (let pair = 0; pair < pairs; pair++) {
    const [left, right] = [2 * pair, 2 * pair + 1];
    const [answer, other] = [answerOf(sequences[left]), answerOf(sequences[right])];
    if (answer.length !== other.length || answer.some((id, i) => id !== other[i])) {
      throw mismatch(`the answers of sequences ${left} and ${right}, which are a pair, differ`);
    }
    for (const i of answer.keys()) {
      const [here, there] = [starts[left]! + i, starts[right]! + i];
      partners[here] = there;
      partners[there] = here;
      pairWeights.fill(1 / (2 * totals.aligned), here, here + 1).fill(1 / (2 * totals.aligned), there, there + 1);
    }
  }
  return { partners, pairWeights };
}

/** The answer's token ids of a sequence; empty for a missing sequence. */
export function answerOf(sequence: Sequence | undefined): readonly number[] {
  return sequence ? sequence.ids.slice(sequence.answerStart) : [];
}

function mismatch(reason: string): UnisonoError {
  return new UnisonoError('SHAPE_MISMATCH', { op: 'batch', reason });
}
