import { z } from 'zod';
import { LoraSettings } from '../models/lora.js';
import { PAIR_LOSSES, type PairLossName } from './pair-losses.js';
import { ScheduleSettings } from './schedule.js';
import { TripletSettings } from './triplet-loss.js';

/**
 * Every setting of training, declared once: its name, description, unit, default and range. The `training:` block of
 * unisono.yaml, the flags of `unisono train`, the jobs of both engines, the JSON Schema by which the cluster's worker
 * checks its input, and the table in docs/training.md all come from here. A loss declares its own settings beside
 * its equation, and so do the schedule and LoRA.
 */

const Count = z.int().min(1).max(1_000_000_000);

/** The seed of a run or a training. */
export const Seed = z
  .int()
  .min(0)
  .max(0xffffffff)
  .default(1)
  .meta({ description: 'Random seed: the same seed gives the same result.' });

/** Settings of the optimizer. */
export const OptimizerSettings = z.strictObject({
  optimizer: z
    .enum(['adamw', 'muon'])
    .default('adamw')
    .meta({ description: 'Optimizer of the matrices inside the layers; all other weights always take AdamW.' }),
  learningRate: z.number().min(0).default(0.0007).meta({ description: 'Peak learning rate of AdamW.' }),
  muonLearningRate: z
    .number()
    .min(0)
    .optional()
    .meta({ description: 'Peak learning rate of Muon. Default: that of AdamW.' }),
  beta1: z.number().min(0).lt(1).default(0.9).meta({ description: "Decay of AdamW's mean of the gradients." }),
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .meta({ description: "Decay of AdamW's mean of the squared gradients." }),
  weightDecay: z.number().min(0).default(0.01).meta({ description: 'Decoupled weight decay.' }),
  maxGradientNorm: z.number().min(0).default(1).meta({
    description: 'L2 norm of all gradients together, above which they are scaled down to it; 0 turns clipping off.',
  }),
});
export type OptimizerSettings = z.output<typeof OptimizerSettings>;

/** How a training trades time for memory; the result is the same but for rounding. */
const MemorySettings = z.strictObject({
  microBatch: Count.optional().meta({
    description: 'Examples read at a time; the gradients of a batch are added up. Default: the whole batch.',
    unit: 'examples',
  }),
  checkpointLayers: z.boolean().default(false).meta({
    description: 'Recomputes every layer for its gradient: less memory, a quarter more time.',
  }),
});

type PairLossShape = { [Name in PairLossName]: z.ZodOptional<(typeof PAIR_LOSSES)[Name]['settings']> };
const PairLossSettings = Object.fromEntries(
  Object.entries(PAIR_LOSSES).map(([name, { settings, mark, description }]) => [
    name,
    settings.optional().meta({ description: `${description} In a run it adds the model ALL+${mark} to the ladder.` }),
  ]),
) as PairLossShape;

/** What decides every optimizer step beside its batch: what an engine's job says, and what the cluster's worker is told. */
export const StepSettings = z.strictObject({
  ...OptimizerSettings.shape,
  ...ScheduleSettings.shape,
  triplet: TripletSettings.optional(),
  ...PairLossSettings,
  ...MemorySettings.shape,
  seed: Seed,
});
export type StepSettings = z.output<typeof StepSettings>;

/** The losses beside the cross-entropy. */
export type LossSettings = Pick<StepSettings, 'triplet' | PairLossName>;

/** Files that a training writes, and how often. */
export const FileSettings = z.strictObject({
  dtype: z
    .enum(['F32', 'F16', 'BF16'])
    .default('BF16')
    .meta({ description: 'Element type of the trained model on disk.' }),
  checkpointEvery: Count.default(25).meta({
    description: 'Steps between two checkpoints, from which a killed training goes on.',
    unit: 'steps',
  }),
});
export type FileSettings = z.output<typeof FileSettings>;

const { seed: _, ...stepShape } = StepSettings.shape;

/** The `training:` block of unisono.yaml: the settings of all trainings of a run. */
export const TrainingSettings = z
  .strictObject({
    epochs: Count.default(2).meta({ description: 'Passes through the examples.' }),
    batch: Count.default(16).meta({ description: 'Examples per optimizer step.', unit: 'examples' }),
    ...stepShape,
    triplet: TripletSettings.extend({
      neighbors: Count.default(10).meta({
        description: 'Nearest queries that positives are drawn from, and farthest that negatives are drawn from.',
        unit: 'queries',
      }),
    }).prefault({}),
    lora: LoraSettings.optional().meta({
      description: 'Trains low-rank adapters and merges them in. Default: all weights are trained.',
    }),
    ...FileSettings.shape,
  })
  .check(({ value, issues }) => {
    const [loss] = pairLossesOf(value);
    if (loss === undefined) return;
    for (const key of ['batch', 'microBatch'] as const) {
      if ((value[key] ?? 0) % 2 === 0) continue;
      const message = `must be even with ${loss}, which reads two wordings of a question at a time`;
      issues.push({ code: 'custom', message, path: [key], input: value[key] });
    }
  });
export type TrainingSettings = z.output<typeof TrainingSettings>;

/** The losses between pairs of wordings that are set. */
export function pairLossesOf(settings: Partial<Pick<StepSettings, PairLossName>>): PairLossName[] {
  return (Object.keys(PAIR_LOSSES) as PairLossName[]).filter((name) => settings[name] !== undefined);
}

/** Which losses one training takes of those that a run has settings for. */
export interface UsedLosses {
  readonly triplets: boolean;
  readonly pairLosses: readonly PairLossName[];
}

/** `training` without the pair losses that are not used. */
export function withPairLosses<T extends Partial<Pick<StepSettings, PairLossName>>>(
  training: T,
  used: UsedLosses['pairLosses'],
): T {
  const unused = pairLossesOf(training).filter((name) => !used.includes(name));
  return Object.fromEntries(Object.entries(training).filter(([key]) => !unused.some((name) => name === key))) as T;
}

/** The part of a run's settings that decides the steps of one training. */
export function stepSettings(training: TrainingSettings, seed: number, used: UsedLosses): StepSettings {
  const { triplet, ...rest } = withPairLosses(training, used.pairLosses);
  const { neighbors: _, ...tripletSettings } = triplet;
  return StepSettings.strip().parse({ ...rest, seed, ...(used.triplets && { triplet: tripletSettings }) });
}
