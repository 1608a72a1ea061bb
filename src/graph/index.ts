export { gradients } from './autodiff.js';
export { Device } from './device.js';
export { Graph, Tensor } from './graph.js';
export { toOnnx } from './onnx.js';
export { Session, type SessionOptions } from './session.js';
export { SessionCache } from './session-cache.js';
