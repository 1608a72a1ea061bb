import { type EncoderArchitecture, positionsAfterPadding } from './architecture.js';
import { bert } from './bert.js';

/** RoBERTa (Liu et al. 2019), as transformers' RobertaModel: BERT with fairseq's positions. */
export const roberta: EncoderArchitecture = {
  ...bert,
  modelType: 'roberta',
  prefix: 'roberta',
  defaults: { pad_token_id: 1 },
  positions: positionsAfterPadding,
};
