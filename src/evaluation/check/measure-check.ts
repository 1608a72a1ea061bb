import { type PairScore, scorePair } from '../../metrics/pair-score.js';
import type { Example } from '../../retrieval/example.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import type { Figure } from '../causes/causes.js';
import { meanFigure } from '../causes/mean-figure.js';
import { type CausesSettings, measureCauses } from '../causes/measure-causes.js';
import { widenPoint } from '../widen-point.js';
import { adviceFor } from './advice.js';
import type { CheckResult } from './check-result.js';

export const CHECK_SETTINGS: CausesSettings = { threshold: 0.7, k: 5, p: 0.9, resamples: 2000, seed: 1 };

interface Pair {
  readonly original: Example;
  readonly variant: Example;
  readonly answer: string;
  readonly variantAnswer: string;
  readonly scores: PairScore;
}

/**
 * Figures, worst pairs and advice from a target's answers to the examples and, where they were asked, to the further
 * questions of a split by cause.
 *
 * @throws TOO_FEW_QUERIES without a pair that has both answers
 */
export function measureCheck(
  target: string,
  examples: readonly Example[],
  records: readonly RecordedAnswer[],
  settings: CausesSettings = CHECK_SETTINGS,
): CheckResult {
  const { threshold, resamples, seed } = settings;
  const causes = measureCauses(target, examples, records, settings);
  const pairs = pairsOf(examples, new Map(records.map(({ id, answer }) => [id, answer])), settings);
  const share = (some: readonly Pair[], holds: (pair: Pair) => boolean): Figure => {
    const questions = some.map(({ original }) => original.id);
    const values = some.map((pair) => (holds(pair) ? 1 : 0));
    return shareOf(meanFigure(questions, values, { resamples, seed }), new Set(questions).size);
  };
  const agree = ({ scores }: Pair) => scores.rs === 1;
  const kinds = [...new Set(pairs.map(({ variant }) => variant.kind))];
  const result: Omit<CheckResult, 'next'> = {
    target,
    ...{ seed, threshold, questions: causes.questions, pairs: pairs.length, answers: records.length },
    emptyPairs: pairs.filter(({ scores }) => scores.agreement === 'empty').length,
    seconds: records.reduce((sum, record) => sum + (record.seconds ?? 0), 0),
    rs: share(pairs, agree),
    em: share(pairs, ({ scores }) => scores.em === 1),
    repeatability: causes.rs.noise && shareOf(complement(causes.rs.noise), causes.questions),
    bothRight: pairs.every(({ original }) => original.answer !== '')
      ? share(pairs, ({ scores }) => scores.bothRight === 1)
      : null,
    byKind: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        share(
          pairs.filter(({ variant }) => variant.kind === kind),
          agree,
        ),
      ]),
    ),
    causes,
    worst: worstOf(pairs.filter((pair) => !agree(pair))),
  };
  return { ...result, next: adviceFor(result) };
}

function pairsOf(
  examples: readonly Example[],
  answers: ReadonlyMap<string | undefined, string>,
  { threshold, words }: CausesSettings,
): Pair[] {
  const originals = new Map(examples.filter(({ kind }) => kind === 'original').map((each) => [each.question, each]));
  return examples.flatMap((variant) => {
    const original = originals.get(variant.question);
    const [answer, variantAnswer] = [answers.get(original?.id), answers.get(variant.id)];
    if (variant.kind === 'original' || !original || answer === undefined || variantAnswer === undefined) return [];
    const texts = { response: answer, variantResponse: variantAnswer, reference: original.answer };
    return { original, variant, answer, variantAnswer, scores: scorePair({ ...texts, threshold, words }) };
  });
}

/** The three pairs whose answers have least in common, of different questions as long as there are such. */
function worstOf(pairs: readonly Pair[]): CheckResult['worst'] {
  const sorted = [...pairs].sort((a, b) => a.scores.rougeLBetween - b.scores.rougeLBetween);
  const first = new Set<string>();
  const fresh = sorted.filter(({ original }) => !first.has(original.id) && first.add(original.id));
  return [...fresh, ...sorted.filter((pair) => !fresh.includes(pair))]
    .slice(0, 3)
    .map(({ original, variant, answer, variantAnswer, scores: { agreement, rougeLBetween } }) => ({
      ...{ kind: variant.kind, question: original.text, rewording: variant.text, answer, variantAnswer },
      ...{ agreement, rougeLBetween },
    }));
}

/** A share with an interval that knows what has not occurred. */
function shareOf({ value, low, high, bca, pairs }: Figure, questions: number): Figure {
  const [least, most] = widenPoint({ value, interval: [low, high], questions }) as readonly [number, number];
  const ends: [number, number] = [Math.max(0, least), Math.min(1, most)];
  // Where resampling shows no spread, BCa shows none either.
  return { value, low: ends[0], high: ends[1], bca: low === high ? ends : bca, pairs };
}

function complement({ value, low, high, bca, pairs }: Figure): Figure {
  return { value: 1 - value, low: 1 - high, high: 1 - low, bca: bca && [1 - bca[1], 1 - bca[0]], pairs };
}
