import { z } from 'zod';

const Loss = z.number();

/** One line of a training's log.jsonl: measurements of one optimizer step. Losses are in nats, except the triplet loss. */
export const LogLine = z.strictObject({
  step: z.int().min(0).describe('0-based.'),
  ce: Loss.describe('Cross-entropy: mean over answer tokens.'),
  triplet: Loss.nullable().describe('Mean over triplets, without its weight; null where the batch had none.'),
  kl: Loss.nullable()
    .exactOptional()
    .describe('Mean over aligned answer tokens, without its weight; null where the batch had no pairs.'),
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

/** The fields of a line for reports: only fields that are equal in two runs of the same seed. */
export const ReportedStep = LogLine.pick({
  ...{ step: true, ce: true, triplet: true, kl: true, learningRate: true, gradientNorm: true },
}).strip();
