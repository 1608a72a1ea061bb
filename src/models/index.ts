export { loadAdapter, saveAdapter } from './adapter-directory.js';
export { ModelConfig, readModelConfig } from './config.js';
export { decoder, languageModelHead } from './decoder.js';
export { type Adapter, LoraSettings, mergeAdapter, newAdapter } from './lora.js';
export { type LoadedModel, loadModel, saveModel } from './model-directory.js';
export { llamaParameterShapes, type Parameters, parameterShapes } from './parameters.js';
export { Pooling, pool } from './pooling.js';
