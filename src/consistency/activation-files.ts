import { openSafetensors } from '../tensors/safetensors.js';

/** Name of the file with the encoder's embeddings of the dev set, beside the weights. */
export const EMBEDDINGS = 'embeddings.safetensors';

/** The encoder's rows of the dev set, and its name. */
export function readEmbeddingRows(path: string): { rows: Float32Array[]; encoder: string } {
  const file = openSafetensors(path);
  try {
    const data = file.read('embeddings');
    const [count, size] = file.tensors.get('embeddings')!.shape as [number, number];
    const rows = Array.from({ length: count }, (_, i) => data.subarray(i * size, (i + 1) * size));
    return { rows, encoder: file.metadata.encoder as string };
  } finally {
    file.close();
  }
}

/** [layers + 1][queries] rows of an activations file. */
export function readActivations(path: string): Float32Array[][] {
  const file = openSafetensors(path);
  try {
    const data = file.read('activations');
    const [layers, queries, size] = file.tensors.get('activations')!.shape as [number, number, number];
    const row = (layer: number, query: number) => (layer * queries + query) * size;
    return Array.from({ length: layers }, (_, layer) =>
      Array.from({ length: queries }, (_, query) => data.subarray(row(layer, query), row(layer, query) + size)),
    );
  } finally {
    file.close();
  }
}
