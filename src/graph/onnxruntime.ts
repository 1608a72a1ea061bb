import { loadOptional } from '../core/optional-package.js';

/** ONNX Runtime's module, loaded when the first model runs. */
export type OnnxRuntime = typeof import('onnxruntime-node');

/**
 * ONNX Runtime, an optional package.
 *
 * @throws PACKAGE_MISSING, PLATFORM_UNSUPPORTED
 */
export function loadOnnxRuntime(): Promise<OnnxRuntime> {
  return loadOptional('onnxruntime-node', () => import('onnxruntime-node'));
}
