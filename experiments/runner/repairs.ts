import { rougeLScore } from 'unisono/metrics';
import type { Context, Example } from 'unisono/retrieval';
import { canonicalize, vary } from 'unisono/variation';

/** Contexts of a wording. */
export type FindContexts = (text: string) => Context[];

/** Every wording in its canonical form, with the contexts that this form finds. */
export function canonicalExamples(examples: readonly Example[], contextsOf: FindContexts): Example[] {
  return examples.map((example) => {
    const text = canonicalize(example.text);
    return { ...example, text, contexts: contextsOf(text) };
  });
}

/** Candidates for a medoid: the distinct texts, and those of each wording, its own first. */
export interface MedoidPlan {
  readonly asked: Example[];
  readonly of: ReadonlyMap<string, readonly string[]>;
}

/** Every wording with the variants that rules make of it, each with its own contexts. */
export function planMedoids(examples: readonly Example[], contextsOf: FindContexts, seed: number): MedoidPlan {
  const asked = new Map<string, Example>();
  const of = new Map<string, string[]>();
  for (const example of examples) {
    const { question: id, split, answer, text: question } = example;
    const own = vary({ questions: [{ id, question, answer, split }], kinds: RULES, seed });
    const texts = [question, ...own.map(({ text }) => text)];
    for (const text of texts)
      if (!asked.has(text)) asked.set(text, { ...example, id: `text-${asked.size}`, text, contexts: contextsOf(text) });
    of.set(
      example.id,
      texts.map((text) => asked.get(text)!.id),
    );
  }
  return { asked: [...asked.values()], of };
}

const RULES = ['how-form', 'pronoun', 'number', 'article', 'punctuation'] as const;

/** The answer with the highest mean ROUGE-L to the others; the first on ties. */
export function medoid(answers: readonly string[]): string {
  const likeness = answers.map((answer, i) =>
    answers.reduce((sum, other, j) => (i === j ? sum : sum + rougeLScore(other, answer)), 0),
  );
  return answers[likeness.indexOf(Math.max(...likeness))]!;
}
