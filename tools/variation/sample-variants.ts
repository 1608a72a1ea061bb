import { RandomStream, type SplitQuestion } from 'unisono/core';
import { KINDS, type Kind, LEXICAL_KINDS, type Variant, vary } from 'unisono/variation';
import { type PublicQuestion, readPublic } from './public-questions.js';

/** A synthesized variant with its question. */
export interface SampledVariant {
  readonly id: string;
  readonly kind: Kind;
  readonly question: string;
  readonly text: string;
}

/** Sets with natural questions, and which human rewordings in them are questions of their own. */
const SETS: readonly (readonly [name: string, rewordings: RegExp])[] = [
  ['stackfaq', /^human_paraphrase$/],
  ['doqa_cooking', /^human_se_title$/],
  ['clapnq_dev', /^$/],
  ['xquad_noise', /^$/],
  ['covid_faq', /^paraphrase_author_unstated$/],
];

/** Every distinct question of the public sets in `folder`, people's rewordings among them. */
export function everyQuestion(folder: string): PublicQuestion[] {
  const all = SETS.flatMap(([name, rewordings]) =>
    readPublic(folder, name).flatMap(({ id, question, variants }) => [
      { id, text: question.trim() },
      ...variants.flatMap(({ kind, text }, n) =>
        rewordings.test(kind) ? [{ id: `${id}-${n + 1}`, text: text.trim() }] : [],
      ),
    ]),
  );
  return [...new Map(all.map((question) => [question.text, question])).values()];
}

/** All variants, up to `perKind` of a kind, of `questions`. */
export function variantsOfAll(questions: readonly PublicQuestion[], perKind: number, seed: number): Variant[] {
  const given = questions.map(
    ({ id, text }): SplitQuestion => ({ id, question: text, answer: '-', split: 'train' as const }),
  );
  return vary({ questions: given, kinds: LEXICAL_KINDS, perKind, seed });
}

/**
 * `count` variants to be read one by one, as many of each kind as can be, no question twice in a kind, none of the
 * questions in `read`. A kind with too few leaves its places to the others.
 */
export function sampleVariants(
  questions: readonly PublicQuestion[],
  count: number,
  seed: number,
  read: ReadonlySet<string> = new Set(),
): SampledVariant[] {
  const texts = new Map(questions.map(({ id, text }) => [id, text]));
  const fresh = questions.filter(({ id }) => !read.has(id));
  const variants = variantsOfAll(fresh, 3, seed);
  const queues = LEXICAL_KINDS.map((kind) => {
    const of = new RandomStream(seed, `sample/${kind}`).shuffle(variants.filter((variant) => variant.kind === kind));
    return [...new Map(of.map((variant) => [variant.question, variant])).values()];
  }).sort((a, b) => a.length - b.length);
  const sample: Variant[] = [];
  for (const [at, queue] of queues.entries()) {
    sample.push(...queue.slice(0, Math.ceil((count - sample.length) / (queues.length - at))));
  }
  return sample
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .map(({ question: id, kind, text }) => ({ id, kind, question: texts.get(id)!, text }));
}
