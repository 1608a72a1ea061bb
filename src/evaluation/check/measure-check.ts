import { LEVEL, opposite, widenPoint } from '../../metrics/figure.js';
import { meanFigures, type Resampling } from '../../metrics/mean-figures.js';
import { type PairScore, scorePair } from '../../metrics/pair-score.js';
import {
  boundsOf,
  type Figures,
  metricOf,
  metricVersions,
  PAIR_METRICS,
  type PairMetricName,
} from '../../metrics/registry.js';
import type { Example } from '../../retrieval/example.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import { type CausesSettings, measureCauses } from '../causes/measure-causes.js';
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
 * Every metric of pairs, worst pairs and advice from a target's answers to the examples and, where they were asked, to the
 * further questions of a split by cause.
 *
 * @throws TOO_FEW_QUERIES without a pair that has both answers
 */
export function measureCheck(
  target: string,
  examples: readonly Example[],
  records: readonly RecordedAnswer[],
  settings: CausesSettings = CHECK_SETTINGS,
): CheckResult {
  const { threshold, seed } = settings;
  const causes = measureCauses(target, examples, records, settings);
  const pairs = pairsOf(examples, new Map(records.map(({ id, answer }) => [id, answer])), settings);
  const kinds = [...new Set(pairs.map(({ variant }) => variant.kind))];
  const result: Omit<CheckResult, 'next'> = {
    target,
    ...{ seed, threshold, questions: causes.questions, pairs: pairs.length, answers: records.length },
    emptyPairs: pairs.filter(({ scores }) => scores.agreement === 'empty').length,
    seconds: records.reduce((sum, record) => sum + (record.seconds ?? 0), 0),
    metrics: metricVersions(PAIR_METRICS),
    figures: figuresOf(pairs, settings),
    repeatability: causes.rs.noise && widenPoint(opposite(causes.rs.noise, 1), LEVEL),
    byKind: Object.fromEntries(
      kinds.map((kind) => {
        const own = pairs.filter(({ variant }) => variant.kind === kind);
        return [kind, { pairs: own.length, figures: figuresOf(own, settings) }];
      }),
    ),
    causes,
    worst: worstOf(pairs.filter(({ scores }) => scores.rs !== 1)),
  };
  return { ...result, next: adviceFor(result) };
}

/** The mean of every metric that was measured for all pairs. */
function figuresOf(pairs: readonly Pair[], { resamples, seed }: Resampling): Figures {
  const columns = PAIR_METRICS.flatMap(({ name }) => {
    const values = pairs.map(({ scores }) => scores[name]);
    return values.includes(null) ? [] : [[name, values as number[]] as const];
  });
  const questions = pairs.map(({ original }) => original.id);
  const named = Object.fromEntries(columns) as Record<PairMetricName, number[]>;
  return meanFigures(questions, named, { resamples, seed }, (name) => boundsOf(metricOf(name)));
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
    const references = original.answer === '' ? [] : [original.answer];
    const texts = { response: answer, variantResponse: variantAnswer, references };
    return { original, variant, answer, variantAnswer, scores: scorePair({ ...texts, threshold, words }) };
  });
}

const between = ({ scores }: Pair) => scores.rougeLBetween as number;

/** The three pairs with the least similar answers, of different questions if possible. */
function worstOf(pairs: readonly Pair[]): CheckResult['worst'] {
  const sorted = [...pairs].sort((a, b) => between(a) - between(b));
  const first = new Set<string>();
  const fresh = sorted.filter(({ original }) => !first.has(original.id) && first.add(original.id));
  return [...fresh, ...sorted.filter((pair) => !fresh.includes(pair))]
    .slice(0, 3)
    .map(({ original, variant, answer, variantAnswer, scores: { agreement, rougeLBetween } }) => ({
      ...{ kind: variant.kind, question: original.text, rewording: variant.text, answer, variantAnswer },
      ...{ agreement, rougeLBetween: rougeLBetween as number },
    }));
}
