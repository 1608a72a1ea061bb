import { type EncoderArchitecture, positionsAfterPadding } from './architecture.js';

/** MPNet (Song et al. 2020), as transformers' MPNetModel: no segments, and a bias by distance shared by all layers. */
export const mpnet: EncoderArchitecture = {
  modelType: 'mpnet',
  prefix: 'mpnet',
  defaults: { pad_token_id: 1 },
  layer: {
    query: 'attention.attn.q',
    key: 'attention.attn.k',
    value: 'attention.attn.v',
    attentionOutput: 'attention.attn.o',
    attentionNorm: 'attention.LayerNorm',
    intermediate: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
  },
  segments: false,
  relativeBias: true,
  positions: positionsAfterPadding,
};
