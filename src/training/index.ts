export { ADAMW_DEFAULTS, adamwStep } from './adamw.js';
export {
  type Batch,
  feedsOf,
  type Sequence,
  shapeOf,
  shapesOf,
  splitBatch,
  type TokenTriplet,
  totalsOf,
} from './batch.js';
export { fineTune } from './fine-tune.js';
export { LogLine } from './log-line.js';
export { planPairedTraining, planTraining, TrainingPlan } from './plan.js';
export { learningRateFactor, Schedule } from './schedule.js';
export { GRADIENT_PREFIX, lossGraph, type StepShape, type TripletSettings } from './step-graph.js';
export { type KlSettings, symmetricKl } from './symmetric-kl.js';
export { Trainer, type TrainerSettings } from './trainer.js';
export { restoreTrainingState, saveTrainingState } from './training-state.js';
export { tripletLoss } from './triplet-loss.js';
