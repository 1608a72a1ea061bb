import type { ElementType, Tensor } from '../graph.js';

/** ONNX TensorProto.DataType numbers. */
export const ONNX_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
};

/** Converts the element type; has no gradient. */
export function cast(x: Tensor, type: ElementType): Tensor {
  return x.graph.emit({ op: 'Cast', inputs: [x], shape: x.shape, type, attributes: { to: { int: ONNX_TYPE[type] } } });
}
