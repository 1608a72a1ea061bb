import type { Pair } from '../pair/aligned-pair.js';
import { variationKind } from './kind.js';

/** Words that do not change the meaning; adding one makes a paraphrase, not a lexical rewording. */
const FILLER = /^(actually|exactly|hello|hey|hi|just|kindly|please|thanks|possibly|simply|really)$/;

/**
 * The recorded paraphrases of a question, in the order in which they were recorded. It makes none of its own, and by itself
 * detects only what needs no sentence encoder.
 */
export const semantic = variationKind({
  name: 'semantic',
  label: 'other words',
  summary: 'other words of the same meaning',
  example: ['How do I close my account?', 'I no longer want my account. What must I do?'],
  byDefault: true,
  lexical: false,
  isOptional: ({ lower }) => FILLER.test(lower),
  detect(pair) {
    return [...askingFrames(pair), ...fillers(pair)];
  },
  apply({ text, paraphrases }) {
    return [...new Set(paraphrases.map((paraphrase) => paraphrase.trim()))].filter(
      (paraphrase) => paraphrase !== text.trim(),
    );
  },
});

/** "Can I cancel" for "How do I cancel": the same wish, another question. */
function askingFrames({ frames }: Pair): string[] {
  const { question, variant } = frames ?? {};
  const form = (frame: typeof question) => (typeof frame === 'object' ? frame.form : frame);
  const asks = [question, variant].some((frame) => typeof frame === 'object' && frame.family === 'ask');
  return asks ? [`asked as "${form(question)}" and as "${form(variant)}"`] : [];
}

/** "please", "exactly" and the like on one side only. */
function fillers({ steps, question, variant }: Pair): string[] {
  return steps
    .filter(({ kind }) => kind === 'semantic')
    .map((step) => `"${(question[step.question[0] ?? -1] ?? variant[step.variant[0] ?? -1])!.text}" on one side`);
}
