/** Where a tensor belongs: a transformer layer (from 0), or before or after all of them. */
export type LayerOf = number | 'embedding' | 'final';

/** "model.layers.3.", "transformer.h.3.", "gpt_neox.layers.3.", "transformer.blocks.3." */
const LAYER = /(?:^|\.)(?:layers|h|blocks)\.(\d+)\./;
const EMBEDDING = /(?:^|\.)(?:embed_tokens|embed_positions|embed_in|wte|wpe|word_embeddings|tok_embeddings)\./;

/** The layer of a tensor, from its Hugging Face name. What is neither in a layer nor an input embedding is final. */
export function layerOf(tensor: string): LayerOf {
  const layer = LAYER.exec(tensor);
  if (layer !== null) return Number(layer[1]);
  return EMBEDDING.test(tensor) ? 'embedding' : 'final';
}

/**
 * The layer, 0..layers-1, whose weights a tensor takes: its own; the first for embeddings; the last for the final norm
 * and the head. A tied head is the embedding, so it takes the first. May exceed layers-1 for a tensor that is not of
 * such a model.
 */
export function weightLayer(tensor: string, layers: number): number {
  const place = layerOf(tensor);
  if (place === 'embedding') return 0;
  return place === 'final' ? layers - 1 : place;
}
