import { UnisonoError } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import { RandomStream } from '../../core/random.js';
import { isEmptyAnswer } from '../../metrics/agreement.js';
import type { Figure } from '../../metrics/figure.js';
import { meanFigure } from '../../metrics/mean-figures.js';
import type { Example } from '../../retrieval/example.js';
import type { AnswerLog } from '../../targets/answer-log.js';
import type { Ask } from '../../targets/ask.js';
import { type AskOptions, askAll } from '../../targets/ask-all.js';
import type { Target } from '../../targets/target.js';
import type { ScoredPair } from '../pairs.js';
import { JUDGE_SYSTEM } from './judge-prompt.js';
import { type JudgeWord, judgeQuestion } from './judge-target.js';
import type { JudgedModel, JudgedPairRecord, Judgments } from './judgments.js';

export interface JudgeSettings {
  /** Number of pairs, drawn at random, that are judged again to measure repeatability. */
  readonly repeats: number;
  readonly resamples: number;
  readonly seed: number;
}

type Resampling = Pick<JudgeSettings, 'resamples' | 'seed'>;

/**
 * Asks a judge for every pair, in both orders, whether its answers convey the same information, and again for some pairs.
 *
 * @throws UNKNOWN_REFERENCE for a pair whose wordings are not among the examples, TOO_FEW_QUERIES without pairs, and the
 *   errors of `askAll`
 */
export async function judgePairs(
  judge: Target,
  pairs: readonly ScoredPair[],
  examples: readonly Example[],
  log: AnswerLog,
  settings: JudgeSettings,
  options?: AskOptions,
): Promise<Judgments> {
  if (pairs.length === 0) throw new UnisonoError('TOO_FEW_QUERIES', { what: 'judge', count: 0, least: 1 });
  const wordings = new Map(examples.map(({ id, text }) => [id, text]));
  const open = pairs.filter((pair) => !isEmpty(pair) && pair.answer !== pair.variantAnswer);
  const asks = open.flatMap((pair) => bothOrders(pair, wordings));
  const chosen = new RandomStream(settings.seed, 'judge').shuffle(open).slice(0, settings.repeats);
  const again = chosen.flatMap((pair) => bothOrders(pair, wordings)).map((ask) => ({ ...ask, repeat: 1 }));
  const words = async (some: readonly Ask[]) =>
    (await askAll(judge, some, log, options)).map(({ answer }) => answer as JudgeWord);
  const first = await words(asks);
  const second = await words(again);
  const said = new Map(asks.map(({ id }, i) => [id, first[i] as JudgeWord]));

  const records = pairs.map((pair): JudgedPairRecord => {
    const word = (order: string) => said.get(askId(pair, order)) ?? null;
    const { model, id, question, answer, variantAnswer } = pair;
    const empty = isEmpty(pair);
    const identical = !empty && answer === variantAnswer;
    return { model, id, question, identical, empty, forward: word('ab'), backward: word('ba') };
  });
  const { url, model } = judge.identity as { url: string; model: string };
  const repeated = again.map((ask, i) => ({
    question: chosen[Math.floor(i / 2)]!.question,
    value: said.get(ask.id) === second[i] ? 1 : 0,
  }));
  const models = [...new Set(pairs.map((pair) => pair.model))];
  return {
    judge: { url, model, prompt: sha256(JUDGE_SYSTEM) },
    resamples: settings.resamples,
    seed: settings.seed,
    repeatability: figureOf(repeated, settings),
    models: models.map((name) =>
      judgedModel(
        name,
        records.filter((record) => record.model === name),
        settings,
      ),
    ),
    pairs: records,
  };
}

function judgedModel(model: string, records: readonly JudgedPairRecord[], how: Resampling): JudgedModel {
  const usable = records.filter(({ forward, backward }) => forward !== 'unusable' && backward !== 'unusable');
  const same = (word: JudgeWord | null) => (word === 'same' ? 1 : 0);
  const judged = usable.filter(({ identical, empty }) => !identical && !empty);
  return {
    model,
    informationConsistency: figureOf(
      usable.map(({ question, identical, forward, backward }) => ({
        question,
        value: identical ? 1 : (same(forward) + same(backward)) / 2,
      })),
      how,
    ),
    pairs: records.length,
    identical: records.filter(({ identical }) => identical).length,
    emptyPairs: records.filter(({ empty }) => empty).length,
    unusable: records.length - usable.length,
    orderAgreement: figureOf(
      judged.map(({ question, forward, backward }) => ({ question, value: forward === backward ? 1 : 0 })),
      how,
    ),
  };
}

/** Whether one of the two answers is empty: such a pair never agrees and is not judged. */
const isEmpty = ({ answer, variantAnswer }: ScoredPair) => isEmptyAnswer(answer) || isEmptyAnswer(variantAnswer);

function figureOf(
  values: readonly { readonly question: string; readonly value: number }[],
  how: Resampling,
): Figure | null {
  if (values.length === 0) return null;
  return meanFigure(
    values.map(({ question }) => question),
    values.map(({ value }) => value),
    how,
  );
}

function bothOrders(pair: ScoredPair, wordings: ReadonlyMap<string, string>): Ask[] {
  const { question, id, answer, variantAnswer } = pair;
  const texts = [question, id].map((each) => {
    const text = wordings.get(each);
    if (text !== undefined) return text;
    throw new UnisonoError('UNKNOWN_REFERENCE', {
      path: 'pairs',
      line: 0,
      field: 'id',
      id: each,
      target: 'the examples',
    });
  }) as [string, string];
  const ask = (order: string, first: string, second: string): Ask => ({
    id: askId(pair, order),
    question: judgeQuestion({ question: texts[0], rewording: texts[1], first, second }),
  });
  return [ask('ab', answer, variantAnswer), ask('ba', variantAnswer, answer)];
}

const askId = ({ model, id }: ScoredPair, order: string) => `${model}/${id}/${order}`;
