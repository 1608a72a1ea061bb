/** A tensor's name, split at its layer: prefix + layer + suffix. */
export interface LayerName {
  readonly prefix: string;
  readonly layer: number;
  readonly suffix: string;
}

const LAYER = /^(.*?(?:^|\.)(?:layers|layer|h|blocks|block)\.)(\d+)(\..*)$/;
const EMBEDDING = /(?:^|\.)(?:embed_tokens|embed_positions|embed_in|wte|wpe|word_embeddings|tok_embeddings)\./;
const HEAD = /(?:^|\.)(?:lm_head|embed_out|output)\.(?:weight|bias)$/;
const TOKEN_EMBEDDING = /(?:^|\.)(?:embed_tokens|embed_in|wte|word_embeddings|tok_embeddings)\.weight$/;
/** Tensors that every model recomputes; some old checkpoints contain them. */
const BUFFER = /\.rotary_emb\.inv_freq$/;

/** The layer that a tensor belongs to; undefined for embeddings, final norm and head. */
export function layerName(tensor: string): LayerName | undefined {
  const [, prefix, layer, suffix] = LAYER.exec(tensor) ?? [];
  return prefix === undefined ? undefined : { prefix, layer: Number(layer), suffix: suffix as string };
}

/** Where a tensor belongs: a transformer layer (from 0), or before or after all of them. */
export type LayerOf = number | 'embedding' | 'final';

/**
 * The layer of a tensor, from its Hugging Face name. A tensor that is neither in a layer nor an input embedding comes after
 * all layers.
 */
export function layerOf(tensor: string): LayerOf {
  return layerName(tensor)?.layer ?? (EMBEDDING.test(tensor) ? 'embedding' : 'final');
}

/**
 * The layer, 0..layers-1, whose weights a tensor takes: its own; the first for embeddings; the last for the final norm and
 * the head. A tied head is the embedding, so it takes the first. May exceed layers-1 for a tensor of a model with more
 * layers.
 */
export function weightLayer(tensor: string, layers: number): number {
  const place = layerOf(tensor);
  if (place === 'embedding') return 0;
  return place === 'final' ? layers - 1 : place;
}

/** True for the output projection to the vocabulary. */
export function isHead(tensor: string): boolean {
  return HEAD.test(tensor) && layerName(tensor) === undefined;
}

/** True for the embedding of the tokens, which a tied head shares. */
export function isTokenEmbedding(tensor: string): boolean {
  return TOKEN_EMBEDDING.test(tensor);
}

/** True for tensors whose rows stand for tokens. */
export function isVocabulary(tensor: string): boolean {
  return isTokenEmbedding(tensor) || isHead(tensor);
}

/** True for tensors before all layers. */
export function isBeforeLayers(tensor: string): boolean {
  return layerOf(tensor) === 'embedding';
}

/** True for tensors without effect, which a checkpoint may contain or lack. */
export function isBuffer(tensor: string): boolean {
  return BUFFER.test(tensor);
}
