export { loadAdapter, saveAdapter } from './adapter-directory.js';
export { ARCHITECTURES } from './architectures/index.js';
export { headSize, ModelConfig, readModelConfig } from './config.js';
export { decoder, languageModelHead } from './decoder.js';
export { ENCODER_ARCHITECTURES } from './encoders/architectures.js';
export {
  declareEncoderConstants,
  declareEncoderInputs,
  type EncoderInputs,
  encoderParameterShapes,
  encodeTokens,
} from './encoders/encoder.js';
export { EncoderConfig } from './encoders/encoder-config.js';
export { type LoadedEncoder, loadEncoderModel } from './encoders/encoder-directory.js';
export { longestText, readEncoderConfig } from './encoders/read-encoder-config.js';
export { decoderFlops, multipliedWeights } from './flops.js';
export { type Adapter, LoraSettings, mergeAdapter, newAdapter } from './lora.js';
export { type LoadedModel, loadModel, saveModel } from './model-directory.js';
export { type Parameters, parameterCount, parameterShapes } from './parameters.js';
export { Pooling, pool } from './pooling.js';
export { cacheBytesPerToken } from './serving.js';
export { trainingMemory } from './training-memory.js';
