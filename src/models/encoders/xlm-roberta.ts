import type { EncoderArchitecture } from './architecture.js';
import { roberta } from './roberta.js';

/** XLM-R (Conneau et al. 2020), as transformers' XLMRobertaModel: RoBERTa with another vocabulary. */
export const xlmRoberta: EncoderArchitecture = { ...roberta, modelType: 'xlm-roberta' };
