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

  it('in places that are filled again as answers end', async () => {
    const prompts = [...generation.prompts, ...generation.prompts];
    const answers = [...generation.answers, ...generation.answers];
    expect(await generator.generate(prompts, COMMON.maxNewTokens, { rows: 2 })).toEqual(answers);
  });

  it('where a prompt begins like one before it, which is not read again', async () => {
    const long = generation.prompts.at(-1) as number[];
    expect(long.length).toBeGreaterThan(32);
    const before = generator.promptTokensRead;
    const answers = await generator.generate([long, long, long, long], COMMON.maxNewTokens, { rows: 3 });
    expect(answers).toEqual(Array(4).fill(generation.answers.at(-1)));
    expect(generator.promptTokensRead - before).toBe(long.length + 3);
  });
});
