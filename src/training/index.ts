export { adamwStep } from './adamw.js';
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
export { OptimizerSettings, pairLossesOf, StepSettings, TrainingSettings } from './settings.js';
export { GRADIENT_PREFIX, lossGraph, type StepShape } from './step-graph.js';
export { symmetricKl } from './symmetric-kl.js';
export { Trainer, type TrainerSettings } from './trainer.js';
export { restoreTrainingState, saveTrainingState } from './training-state.js';
export { TripletSettings, tripletLoss } from './triplet-loss.js';
