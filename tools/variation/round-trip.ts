import { canonicalize, classifyPair, type Kind, vary } from 'unisono/variation';
import type { PublicQuestion } from './public-questions.js';

/** A variant with its classification. */
export interface RoundTrip {
  readonly kind: Kind;
  readonly question: string;
  readonly text: string;
  readonly found: readonly string[];
  /** The variant is classified as, among others, the kind that made it. */
  readonly returned: boolean;
  /** Question and variant have one canonical form. */
  readonly oneForm: boolean;
}

/** Makes variants of every question, classifies each, and compares canonical forms. */
export function roundTrips(
  questions: readonly PublicQuestion[],
  kinds: readonly Kind[],
  perKind: number,
  seed: number,
): RoundTrip[] {
  const texts = new Map(questions.map(({ id, text }) => [id, text]));
  const given = questions.map(({ id, text }) => ({ id, question: text, answer: '-', split: 'train' as const }));
  return vary({ questions: given, kinds, perKind, seed }).map(({ question: id, kind, text }) => {
    const question = texts.get(id)!;
    const found = classifyPair(question, text).kinds;
    const oneForm = canonicalize(question) === canonicalize(text);
    return { kind, question, text, found, returned: found.includes(kind), oneForm };
  });
}
