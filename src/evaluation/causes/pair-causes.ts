import { type Agreement, agreementOf, agrees } from '../../metrics/agreement.js';
import type { RougeWords } from '../../metrics/rouge-tokens.js';
import type { Example } from '../../retrieval/example.js';
import { againId, heldId, swappedId } from '../../targets/plan.js';
import { contextsOf, type RecordedAnswer } from '../../targets/recorded-answer.js';
import { type RankingSimilarity, rankingSimilarity } from './ranking.js';

/** Disagreements (0 or 1, a mean of such for `noise`) by one measure; null where an answer is not there. */
export interface Disagreements {
  readonly endToEnd: number;
  readonly noise: number | null;
  readonly held: number | null;
  readonly swapped: number | null;
}

/** One pair of a question and its rewording. */
export interface PairCauses {
  /** Of the rewording. */
  readonly id: string;
  readonly question: string;
  readonly rs: Disagreements;
  readonly em: Disagreements;
  /** Null if the contexts of either answer are unknown. */
  readonly contexts: (RankingSimilarity & { readonly same: 0 | 1 }) | null;
}

export interface PairCausesSettings {
  readonly threshold: number;
  readonly k: number;
  readonly p: number;
  /** Tokenizer of RS. Default: `auto`. */
  readonly words?: RougeWords | undefined;
}

type Counts = (agreement: Agreement) => boolean;

/**
 * Disagreements of every pair, from the answers to the examples and to the further questions of a plan, by id. Pairs
 * without both their answers are left out.
 */
export function pairCauses(
  examples: readonly Example[],
  answers: ReadonlyMap<string, RecordedAnswer>,
  { threshold, k, p, words }: PairCausesSettings,
): PairCauses[] {
  const originals = new Map(examples.filter(({ kind }) => kind === 'original').map((each) => [each.question, each]));
  const told = tellsContexts(examples, answers);
  return examples.flatMap((variant) => {
    const original = originals.get(variant.question);
    const answer = original && answers.get(original.id)?.answer;
    const variantAnswer = answers.get(variant.id)?.answer;
    if (variant.kind === 'original' || !original || answer === undefined || variantAnswer === undefined) return [];
    const again = repetitions(original.id, answers);
    const [held, swapped] = [heldId(variant.id), swappedId(variant.id)].map((id) => answers.get(id)?.answer);
    const rule = { threshold, words };
    const disagreements = (counts: Counts): Disagreements => {
      const against = (other: string | undefined) =>
        other === undefined ? null : counts(agreementOf(answer, other, rule)) ? 0 : 1;
      const noise = again.map((other): number => against(other) as number);
      return {
        endToEnd: against(variantAnswer) as number,
        noise: noise.length === 0 ? null : noise.reduce((sum, value) => sum + value, 0) / noise.length,
        held: against(held),
        swapped: against(swapped),
      };
    };
    return {
      id: variant.id,
      question: variant.question,
      rs: disagreements(agrees),
      em: disagreements((agreement) => agreement === 'same'),
      contexts: told ? contextSimilarity(rankOf(original, answers), rankOf(variant, answers), k, p) : null,
    };
  });
}

function contextSimilarity(a: readonly string[], b: readonly string[], k: number, p: number): PairCauses['contexts'] {
  const similarity = rankingSimilarity(a, b, k, p);
  return { ...similarity, same: similarity.jaccard === 1 ? 1 : 0 };
}

function repetitions(original: string, answers: ReadonlyMap<string, RecordedAnswer>): string[] {
  const found: string[] = [];
  for (let n = 1; ; n++) {
    const record = answers.get(againId(original, n));
    if (!record) return found;
    found.push(record.answer);
  }
}

/** Whether the contexts of every wording are known, from the answers or else the examples. */
function tellsContexts(examples: readonly Example[], answers: ReadonlyMap<string, RecordedAnswer>): boolean {
  const asked = examples.filter(({ id }) => answers.has(id));
  if (asked.some(({ id }) => answers.get(id)?.contexts)) return asked.every(({ id }) => answers.get(id)?.contexts);
  return asked.some(({ contexts }) => contexts.length > 0);
}

/** Ids of contexts, best first: in the order of the answer, or by the score of the example's retriever. */
function rankOf({ id, contexts }: Example, answers: ReadonlyMap<string, RecordedAnswer>): string[] {
  const own = answers.get(id);
  const told = own && contextsOf(own);
  if (told) return told.map((context) => context.id);
  return [...contexts].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).map((context) => context.id);
}
