export { ModelConfig, readModelConfig } from './config.js';
export { ENCODER_ARCHITECTURES } from './encoders/architectures.js';
export {
  declareEncoderParameters,
  type EncoderInputs,
  encoderParameterShapes,
  encodeTokens,
} from './encoders/encoder.js';
export { EncoderConfig } from './encoders/encoder-config.js';
export { type LoadedEncoder, loadEncoderModel } from './encoders/encoder-directory.js';
export { longestText, readEncoderConfig } from './encoders/read-encoder-config.js';
export { languageModelHead, llama } from './llama.js';
export { type LoadedModel, loadModel, saveModel } from './model-directory.js';
export { llamaParameterShapes, type Parameters } from './parameters.js';
export { Pooling, pool } from './pooling.js';
