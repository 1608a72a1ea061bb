export { EmbeddedEngine } from './embedded/embedded-engine.js';
export type { ActivationsJob, EncodeJob, Engine, GenerateJob, OnProgress, TrainJob } from './engine.js';
