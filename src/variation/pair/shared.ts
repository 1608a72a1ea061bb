import { isFunctionWord } from '../language/function-words.js';
import type { Pair } from './aligned-pair.js';

/**
 * How much of two aligned questions is the same, in 0..1: the mean of the share of all words and the share of content words
 * that correspond, of the side that has more of its own. 1 where no word is left over, 0 where nothing corresponds.
 */
export function sharedWords({ steps, question, variant }: Pair): number {
  const all = { same: 0, question: 0, variant: 0 };
  const content = { same: 0, question: 0, variant: 0 };
  for (const step of steps) {
    const ofQuestion = step.question.map((i) => question[i]!.lower);
    const ofVariant = step.variant.map((i) => variant[i]!.lower);
    for (const [tally, keep] of [
      [all, () => true],
      [content, (word: string) => !isFunctionWord(word)],
    ] as const) {
      if (step.kind === 'unexplained') {
        tally.question += ofQuestion.filter(keep).length;
        tally.variant += ofVariant.filter(keep).length;
      } else tally.same += ofQuestion.filter(keep).length;
    }
  }
  return (share(all) + share(content)) / 2;
}

function share({ same, question, variant }: { same: number; question: number; variant: number }): number {
  const whole = same + Math.max(question, variant);
  return whole === 0 ? 1 : same / whole;
}
