export { EmbeddedEngine } from './embedded/embedded-engine.js';
export type { ActivationsJob, EncodeJob, Engine, GenerateJob, OnProgress, TrainJob } from './engine.js';
export { readClusterAddress } from './ray/cluster-address.js';
export { JobsClient } from './ray/jobs-client.js';
export { RayEngine, type RayEngineOptions } from './ray/ray-engine.js';
export { specSchema } from './ray/spec.js';
export { AnswerRecord } from './records.js';
export { readBatches } from './training-batches.js';
