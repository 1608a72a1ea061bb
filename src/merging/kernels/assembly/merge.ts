// The kernels of the streamed merge (AssemblyScript, WebAssembly SIMD), with the arithmetic of the plain TypeScript
// operation for operation: ../../arithmetic/. The host lays out the memory after the constants: the chunk of every input at
// equal strides, tables of histograms. T and O are the element types that are read and written: u16 for bfloat16, f32 for
// float32. A step takes eight elements; positions after the last element are zero in every input and add nothing to any
// sum. bfloat16 is taken apart into even and odd lanes by a shift and a mask. Constants are loaded from memory because V8
// rebuilds inline vector literals at every use.

export { parameters, results, thresholds } from './memory-layout';
export * from './random-mask';
export * from './magnitude-histogram';
export * from './magnitude-count';
export * from './range-mask';
export * from './ranked-mask';
export { applyBitsBFloat16, applyBitsFloat32 } from './mask-bits';
export * from './merge-deltas';
export * from './unrolled-merge';
export * from './combine';
export * from './widen';
