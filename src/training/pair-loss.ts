import type { z } from 'zod';
import type { Tensor } from '../graph/graph.js';

/**
 * A loss between the answers to two wordings of a question, added to the cross-entropy of both. Each is one file, which
 * declares its settings, its names and its equation, and one line in pair-losses.ts.
 */
export interface PairLoss {
  /** What its settings do, a sentence. */
  readonly description: string;
  /** Ends the name of the ladder's model that is trained with it: ALL+<mark>. */
  readonly mark: string;
  /** Its name in charts and tables, after "mean" or "last". */
  readonly label: string;
  /** With at least `weight`, the factor on the loss; 0 trains on the same batches without it. */
  readonly settings: z.ZodObject<{ weight: z.ZodDefault<z.ZodNumber> }>;
  /**
   * The sum over rows i of weights[i] * loss(logits[i], logits[partners[i]]), a scalar.
   *
   * @param logits [rows, classes]
   * @param partners int32 [rows], its own inverse; a row that is its own partner must count nothing
   * @param weights [rows], equal in both rows of a pair; 0 for padding
   */
  readonly between: (logits: Tensor, partners: Tensor, weights: Tensor) => Tensor;
}
