export { type Checkpoint, openCheckpoint } from './checkpoint.js';
export { bytesPerElement, type DType, decode, encode } from './dtype.js';
export { openSafetensors, type SafetensorsFile, type TensorData, writeSafetensors } from './safetensors.js';
