import { RandomStream } from 'unisono/core';
import { LEXICAL_KINDS, vary } from 'unisono/variation';
import type { KnownQuestion } from './known-questions.js';

/** A line of a made log. `question` and `topic` are for scoring; `wording` is the human text it comes from. */
export interface TrafficLine {
  readonly query: string;
  readonly question: string;
  readonly topic: string;
  readonly wording: number;
}

/** Neighbors of a to z on a QWERTY keyboard. */
const NEAR = 'sq vn xv sf wr dg fh gj uo hk jl k n bm ip o w et ad ry yi cb qe zc tu x'.split(' ');

/**
 * Endless traffic: questions by Zipf's law (exponent 1), one of a question's human wordings, and half of the time a change
 * as rules make it, a quarter typed in lower case without marks, an eighth with a slip or two of the keyboard.
 */
export function* traffic(questions: readonly KnownQuestion[], seed: number): Generator<TrafficLine> {
  const random = new RandomStream(seed, 'traffic');
  const ranked = random.shuffle(questions);
  const sums: number[] = [];
  for (const n of ranked.keys()) sums.push((sums.at(-1) ?? 0) + 1 / (n + 1));
  const changes = new Map<string, readonly string[]>();
  for (;;) {
    const at = random.uniform() * sums.at(-1)!;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    const { id, topic, texts } = ranked[low]!;
    const wording = random.below(texts.length);
    let query = texts[wording]!;
    if (random.uniform() < 0.5) {
      const list = changes.get(query) ?? rewordings(query, seed);
      changes.set(query, list);
      if (list.length > 0) query = random.pick(list);
    }
    if (random.uniform() < 0.25) query = query.toLowerCase().replace(/[?!.]+$/, '');
    if (random.uniform() < 0.125) query = slip(query, random);
    if (random.uniform() < 0.02) query = slip(query, random);
    yield { query, question: id, topic, wording };
  }
}

function rewordings(text: string, seed: number): string[] {
  const questions = [{ id: text, question: text, answer: '-', split: 'train' as const }];
  return vary({ questions, kinds: LEXICAL_KINDS, perKind: 2, seed }).map((variant) => variant.text);
}

/** A letter left out, doubled, changed for its neighbor on the keyboard, or swapped with the next, in a word of four and more. */
function slip(text: string, random: RandomStream): string {
  const words = [...text.matchAll(/[a-z]{4,}/g)];
  if (words.length === 0) return text;
  const word = random.pick(words);
  const at = word.index + 1 + random.below(word[0].length - 2);
  const letter = text[at]!;
  const [made, taken] = random.pick([
    ['', 1],
    [letter + letter, 1],
    [random.pick([...NEAR[letter.charCodeAt(0) - 97]!]), 1],
    [text[at + 1]! + letter, 2],
  ] as const);
  return text.slice(0, at) + made + text.slice(at + taken);
}
