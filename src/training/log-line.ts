import { z } from 'zod';
import { PAIR_LOSSES, type PairLossName } from './pair-losses.js';

const Loss = z.number();

type PairLossShape = { [Name in PairLossName]: z.ZodExactOptional<z.ZodNullable<z.ZodNumber>> };
const pairLosses = Object.fromEntries(
  Object.entries(PAIR_LOSSES).map(([name, { label }]) => [
    name,
    Loss.nullable()
      .exactOptional()
      .describe(
        `Mean ${label} over aligned answer tokens, without its weight; null where the batch had no pairs, absent where it is no part of the loss.`,
      ),
  ]),
) as PairLossShape;

/** One line of a training's log.jsonl: what one optimizer step measured. Losses are in nats but for the triplet loss. */
export const LogLine = z.strictObject({
  step: z.int().min(0).describe('0-based.'),
  ce: Loss.describe('Cross-entropy: mean over answer tokens.'),
  triplet: Loss.nullable().describe('Mean over triplets, without its weight; null where the batch had none.'),
  ...pairLosses,
  learningRate: z.number(),
  gradientNorm: z.number().describe('L2 norm of the gradient before it is clipped.'),
  tokens: z.int().min(0).describe('Tokens of the padded batch.'),
  tokensPerSecond: z
    .int()
    .min(0)
    .exactOptional()
    .describe(
      'Time of this step including compilation; the only field that differs between two runs of the same seed.',
    ),
  warning: z.string().exactOptional().describe('Warning about this step (exploding loss or collapsed features).'),
});
export type LogLine = z.infer<typeof LogLine>;

/** What a report shows of a line: nothing that differs between two runs of the same seed. */
export const ReportedStep = LogLine.omit({ tokens: true, tokensPerSecond: true, warning: true }).strip();
