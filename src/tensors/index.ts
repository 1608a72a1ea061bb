export { type Checkpoint, openCheckpoint } from './checkpoint.js';
export { bytesPerElement, type DType, decode, encode } from './dtype.js';
export { writeModelConfig } from './model-config.js';
export { replaceDirectory } from './output-directory.js';
export { openSafetensors, type SafetensorsFile, type TensorData, writeSafetensors } from './safetensors.js';
export { elementCount } from './safetensors-header.js';
export { SafetensorsWriter, type TensorLayout } from './safetensors-writer.js';
