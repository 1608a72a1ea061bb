import { afterAll, describe, expect, it } from 'vitest';
import { ModelConfig } from '../models/config.js';
import { COMMON, DECODERS } from '../models/fixtures/decoders.contract.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { Generator } from './generator.js';

describe.each(DECODERS)("greedy search equals transformers' ($name)", ({ config: fields, generation }) => {
  const config = ModelConfig.parse({ ...fields, eos_token_id: generation.endToken });
  const generator = new Generator(config, sineWeights(config));
  afterAll(() => generator.release());

  it('for prompts of different lengths in one batch', async () => {
    expect(await generator.generate(generation.prompts, COMMON.maxNewTokens)).toEqual(generation.answers);
  });
});
