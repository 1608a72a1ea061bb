import { readNaturalPairs } from '../variation/natural-pairs.js';
import { readPublic } from '../variation/public-questions.js';

/** A question that people asked, in all the wordings in which they did. */
export interface KnownQuestion {
  readonly id: string;
  /** Two questions of one topic may or may not be the same question: they are unlabeled. */
  readonly topic: string;
  readonly texts: readonly string[];
}

/** Sets whose variants are equivalent to the question, and sets whose variants are unverified. */
const REWORDED = ['stackfaq', 'xquad_noise', 'covid_faq', 'mqp_pairs'];
const ALONE = ['doqa_cooking', 'clapnq_dev'];

/**
 * The questions of the public sets in `folder` with their human wordings. A wording of mqp_pairs that is marked as not
 * equivalent is a question of its own; naturally occurring pairs are joined to questions within their intent.
 */
export function knownQuestions(folder: string, corrections: string): KnownQuestion[] {
  const found: KnownQuestion[] = [];
  for (const name of [...REWORDED, ...ALONE]) {
    for (const { id, question, variants } of readPublic(folder, name)) {
      const same = REWORDED.includes(name) ? variants.filter(({ kind }) => kind !== 'NOT_EQUIVALENT') : [];
      found.push({ id, topic: id, texts: [question, ...same.map(({ text }) => text)] });
      for (const [n, { text }] of variants.filter(({ kind }) => kind === 'NOT_EQUIVALENT').entries())
        found.push({ id: `${id}/other-${n}`, topic: `${id}/other-${n}`, texts: [text] });
    }
  }
  for (const { topic, texts } of naturalQuestions(folder, corrections))
    found.push({ id: `natural/${topic}/${texts[0]}`, topic: `natural/${topic}`, texts });
  return joined(found);
}

function naturalQuestions(folder: string, corrections: string): { topic: string; texts: string[] }[] {
  const questions: { topic: string; texts: string[] }[] = [];
  const pairs = readNaturalPairs(folder, corrections).filter(({ source }) => /banking77|hint3/.test(source));
  for (const { topic, question, variant, kinds } of pairs) {
    if (kinds.includes('not-equivalent')) questions.push({ topic, texts: [question] }, { topic, texts: [variant] });
    else questions.push({ topic, texts: [question, variant] });
  }
  return questions;
}

/** Questions that share a wording are one. */
function joined(questions: readonly KnownQuestion[]): KnownQuestion[] {
  const owner = new Map<string, { id: string; topic: string; texts: Set<string> }>();
  for (const { id, topic, texts } of questions) {
    const trimmed = texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => /[\p{L}\p{N}]/u.test(text));
    const known = [...new Set(trimmed.flatMap((text) => owner.get(text) ?? []))];
    const one = known[0] ?? { id, topic, texts: new Set<string>() };
    for (const other of known.slice(1)) for (const text of other.texts) one.texts.add(text);
    for (const text of trimmed) one.texts.add(text);
    for (const text of one.texts) owner.set(text, one);
  }
  return [...new Set(owner.values())].map(({ id, topic, texts }) => ({ id, topic, texts: [...texts] }));
}
