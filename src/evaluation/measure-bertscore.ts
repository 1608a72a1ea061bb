import { TokenEncoder } from '../encoding/token-encoder.js';
import { bertScores } from './bert-scorer.js';
import type { BertScoreSource } from './build-ladder.js';
import type { ModelScores } from './pairs.js';

/** The directory of the encoder that measures BS, and its layer. Default: the last layer. */
export interface BertScoreChoice {
  readonly path: string;
  readonly layer?: number | undefined;
}

/**
 * BERTScore F1 between the two answers of every pair of every model, raw (no idf, not rescaled): the paper's BS. Equal
 * pairs of answers are scored once.
 *
 * @throws the errors of `TokenEncoder.load`
 */
export async function measureBertScore(
  models: readonly ModelScores[],
  { path, layer }: BertScoreChoice,
): Promise<{ scores: ModelScores[]; source: BertScoreSource }> {
  const encoder = TokenEncoder.load(path, layer);
  try {
    const key = (answer: string, variant: string) => JSON.stringify([answer, variant]);
    const distinct = new Map(
      models.flatMap(({ pairs }) =>
        pairs.map(({ answer, variantAnswer }) => [key(answer, variantAnswer), [answer, variantAnswer] as const]),
      ),
    );
    const measured = await bertScores(encoder, [...distinct.values()]);
    const f1 = new Map([...distinct.keys()].map((pair, i) => [pair, measured[i]!.f1]));
    const scores = models.map((model) => ({
      ...model,
      pairs: model.pairs.map((pair) => ({ ...pair, bs: f1.get(key(pair.answer, pair.variantAnswer)) as number })),
    }));
    return { scores, source: { encoder: encoder.name, layer: encoder.layer } };
  } finally {
    await encoder.release();
  }
}
