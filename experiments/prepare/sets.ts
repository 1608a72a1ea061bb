import type { Item, PublicSet } from './item.js';

const first = (text: string, words: number) => text.split(/\s+/).slice(0, words).join(' ');

/** The public sets of the evidence, by name. Sizes are what two cores can train and answer in a night. */
export const SETS: Readonly<Record<string, PublicSet>> = {
  'xquad-noise': {
    file: 'xquad_noise/xquad_noise.jsonl',
    sizes: { train: 100, dev: 60, test: 120, learn: 240 },
    title: ({ contexts }: Item) => first(contexts[0]!.text, 6),
  },
  // As in a FAQ, an entry is a thread's title with its first answer, which is the reference: another answer to the same
  // thread would be as right, and be counted as wrong.
  stackfaq: {
    file: 'stackfaq/stackfaq.jsonl',
    sizes: { train: 32, dev: 7, test: 26 },
    title: ({ question }: Item) => question,
    contexts: 1,
    answerWords: 40,
  },
  // Titles of posts are often broader than the question that was asked: the classifier leaves out those that differ.
  'doqa-cooking': {
    file: 'doqa_cooking/doqa_cooking.jsonl',
    sizes: { train: 100, dev: 60, test: 100 },
    title: ({ contexts }: Item) => first(contexts[0]!.text, 6),
    judged: true,
  },
};
