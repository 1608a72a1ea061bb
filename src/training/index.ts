export type { Batch, Sequence, TokenTriplet } from './batch.js';
export { fineTune } from './fine-tune.js';
export { LogLine } from './log-line.js';
export { planPairedTraining, planTraining, TrainingPlan } from './plan.js';
export { learningRateFactor, Schedule } from './schedule.js';
export { lossGraph, type TripletSettings } from './step-graph.js';
export { type KlSettings, symmetricKl } from './symmetric-kl.js';
export { Trainer, type TrainerSettings } from './trainer.js';
export { tripletLoss } from './triplet-loss.js';
