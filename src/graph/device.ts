import { z } from 'zod';

/** Device of a graph: the processor, a GPU by WebGPU, an NVIDIA GPU by CUDA. */
export const Device = z.enum(['cpu', 'webgpu', 'cuda']);
export type Device = z.infer<typeof Device>;
