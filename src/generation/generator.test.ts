import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { ModelConfig } from '../models/config.js';
import type { Precision } from '../models/constant-weights.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { greedyDecoding } from './decoding.js';
import type { GenerateOptions } from './decoding-run.js';
import { Generator } from './generator.js';

interface Golden {
  readonly name: string;
  readonly config: ModelConfig;
  readonly prompts: readonly number[][];
  readonly answers: readonly number[][];
}

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/generate.json', import.meta.url), 'utf8'));
const MODELS: readonly Golden[] = FIXTURE.models;
const MAX_NEW_TOKENS: number = FIXTURE.maxNewTokens;

describe.each(MODELS)("greedy search equals transformers' ($name)", (golden) => {
  const config = ModelConfig.parse(golden.config);
  const { prompts, answers } = golden;
  const generator = new Generator(config, sineWeights(config));
  afterEach(() => generator.release());

  it('for prompts of different lengths in one batch', async () => {
    expect(await generator.generate(prompts, MAX_NEW_TOKENS)).toEqual(answers);
  });

  it('for each prompt alone, also once more shapes were needed than are kept', async () => {
    const alone = [];
    for (const prompt of prompts) alone.push(...(await generator.generate([prompt], MAX_NEW_TOKENS)));
    expect(alone).toEqual(answers);
  });

  it('in any order and any split into batches', async () => {
    const rows = [...prompts.keys()].reverse();
    for (const size of [3, 7]) {
      for (let start = 0; start < rows.length; start += size) {
        const batch = rows.slice(start, start + size);
        const some = await generator.generate(
          batch.map((row) => prompts[row] as number[]),
          MAX_NEW_TOKENS,
        );
        expect(some, `rows ${batch}`).toEqual(batch.map((row) => answers[row]));
      }
    }
  });

  it.each([1, 2, 9])('writes at most %i tokens', async (limit) => {
    const cut = answers.map((answer) => answer.slice(0, limit));
    expect(await generator.generate(prompts, limit)).toEqual(cut);
  });
});

describe('quantized weights', () => {
  const golden = MODELS[0] as Golden;
  const config = ModelConfig.parse(golden.config);
  const answersWith = async (precision: Precision) => {
    const generator = new Generator(config, sineWeights(config), { precision });
    const answers = await generator.generate(golden.prompts, 1);
    await generator.release();
    return answers;
  };

  it('of 8 bits choose what exact ones choose, of 4 bits something else now and then', async () => {
    const exact = await answersWith('float32');
    const same = (answers: number[][]) => answers.filter(([token], i) => token === exact[i]?.[0]).length;
    const [eight, four] = [same(await answersWith('int8')), same(await answersWith('int4'))];
    expect(eight).toBeGreaterThanOrEqual(exact.length - 1);
    expect(four).toBeLessThanOrEqual(eight);
  });
});

describe('sampling', () => {
  const golden = MODELS[0] as Golden;
  const config = ModelConfig.parse(golden.config);
  const generator = new Generator(config, sineWeights(config));
  afterEach(() => generator.release());
  const decoding = { ...greedyDecoding(config), sample: true, temperature: 1.5, topK: 0, seed: 5 };
  const names = golden.prompts.map((_, i) => `prompt ${i}`);
  const draw = (prompts: readonly number[][], changes: Partial<GenerateOptions> = {}) =>
    generator.generate(prompts, MAX_NEW_TOKENS, { decoding, names, ...changes });

  it('depends on seed, name and position, not on what is decoded along', async () => {
    const together = await draw(golden.prompts);
    expect(await draw(golden.prompts, { rows: 3 })).toEqual(together);
    const last = golden.prompts.length - 1;
    const alone = await draw([golden.prompts[last] as number[]], { names: [names[last] as string] });
    expect(alone[0]).toEqual(together[last]);
    expect(together).not.toEqual(golden.answers);
    expect(await draw(golden.prompts, { decoding: { ...decoding, seed: 6 } })).not.toEqual(together);
  });

  it('is greedy search where only one token may be drawn', async () => {
    expect(await draw(golden.prompts, { decoding: { ...decoding, topK: 1 } })).toEqual(golden.answers);
  });

  it('ends where the caller says', async () => {
    const stopped = (answer: readonly number[]) => answer.length === 3;
    const cut = golden.answers.map((answer) => answer.slice(0, 3));
    expect(await generator.generate(golden.prompts, MAX_NEW_TOKENS, { stopped })).toEqual(cut);
  });
});
