import { layerOf } from '../layer-of.js';

/** A tensor's name taken apart at its layer: prefix + layer + suffix. */
export interface LayerName {
  readonly prefix: string;
  readonly layer: number;
  readonly suffix: string;
}

const LAYER = /^(.*?(?:^|\.)(?:layers|layer|h|blocks|block)\.)(\d+)(\..*)$/;
const HEAD = /(?:^|\.)(?:lm_head|embed_out|output)\.(?:weight|bias)$/;
const TOKEN_EMBEDDING = /(?:^|\.)(?:embed_tokens|embed_in|wte|word_embeddings|tok_embeddings)\.weight$/;
/** Worked out anew by every model; some old checkpoints carry it. */
const BUFFER = /\.rotary_emb\.inv_freq$/;

/** The layer that a tensor belongs to; undefined for embeddings, final norm and head. */
export function layerName(tensor: string): LayerName | undefined {
  const [, prefix, layer, suffix] = LAYER.exec(tensor) ?? [];
  return prefix === undefined ? undefined : { prefix, layer: Number(layer), suffix: suffix as string };
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

/** True for what comes before all layers. */
export function isBeforeLayers(tensor: string): boolean {
  return layerOf(tensor) === 'embedding';
}

/** True for what a checkpoint may hold or lack without meaning anything. */
export function isBuffer(tensor: string): boolean {
  return BUFFER.test(tensor);
}
