import { countedPositions, type EncoderArchitecture } from './architecture.js';

/** BERT (Devlin et al. 2019), as transformers' BertModel without its pooler. */
export const bert: EncoderArchitecture = {
  modelType: 'bert',
  prefix: 'bert',
  defaults: { pad_token_id: 0 },
  layer: {
    query: 'attention.self.query',
    key: 'attention.self.key',
    value: 'attention.self.value',
    attentionOutput: 'attention.output.dense',
    attentionNorm: 'attention.output.LayerNorm',
    intermediate: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
  },
  segments: true,
  relativeBias: false,
  positions: countedPositions,
};
