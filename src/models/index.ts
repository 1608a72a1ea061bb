export { ModelConfig, readModelConfig } from './config.js';
export { languageModelHead, llama } from './llama.js';
export { type LoadedModel, loadModel, saveModel } from './model-directory.js';
export { llamaParameterShapes, type Parameters } from './parameters.js';
export { Pooling, pool } from './pooling.js';
