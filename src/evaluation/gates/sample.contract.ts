import { RandomStream } from '../../core/random.js';
import type { Example } from '../../retrieval/example.js';
import type { Kind } from '../../variation/kind-names.js';
import { buildLadder } from '../build-ladder.js';
import { scoreModel } from '../pairs.js';
import type { Measured } from './figures.js';

const SETTINGS = { threshold: 0.7, resamples: 400, seed: 7 };
const REFERENCE = 'open the app and choose cards then freeze';
const VARIANTS = ['pronoun', 'article'] as const satisfies readonly Kind[];

/** Models that say the reference with the probability given for each, over questions with two rewordings. */
export function measured(skills: Readonly<Record<string, number>>, questions: number): Measured {
  const examples = Array.from({ length: questions }, (_, n) => `q${n}`).flatMap((question) =>
    (['original', ...VARIANTS] as const).map(
      (kind): Example => ({
        id: kind === 'original' ? question : `${question}#${kind}-1`,
        ...{ question, split: 'test', kind, text: `${kind} of ${question}`, contexts: [], answer: REFERENCE },
      }),
    ),
  );
  const models = Object.entries(skills).map(([name, skill]) => {
    const random = new RandomStream(3, 'sample');
    const answers = examples.map(({ id }) => {
      const [luck, other] = [random.uniform(), random.below(1000)];
      return { id, answer: luck < skill ? REFERENCE : `nothing ${other}` };
    });
    return scoreModel(name, examples, answers, SETTINGS.threshold);
  });
  const [first] = models;
  const comparisons = models.slice(1).map(({ model }) => [model, first!.model] as const);
  return { ladder: buildLadder(models, comparisons, SETTINGS), pairs: models.flatMap(({ pairs }) => pairs) };
}
