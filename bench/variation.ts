// What the rules of src/variation do in a second on one core: variants of every lexical kind made, pairs classified,
// questions canonicalized. No peer does the same work, so the yardstick, in the same run, is wink-nlp tagging each question.
// Run: npx vite-node bench/variation.ts [folder of public data sets]     (default: the questions of examples/bank-help)
import { performance } from 'node:perf_hooks';
import { readJsonLines } from 'unisono/core';
import { canonicalize, classifyPair, LEXICAL_KINDS, vary } from 'unisono/variation';
import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import { z } from 'zod';
import { publicQuestions } from '../tools/variation/public-questions.js';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const folder = process.argv[2];
const bank = new URL('../examples/bank-help/train.jsonl', import.meta.url).pathname;
const texts =
  folder === undefined
    ? readJsonLines(bank, z.looseObject({ question: z.string() })).map(({ question }) => question)
    : publicQuestions(folder, 1000).map(({ text }) => text);
const questions = texts.map((question, n) => ({ id: `q${n}`, question, answer: '-', split: 'train' as const }));
const variants = vary({ questions, kinds: LEXICAL_KINDS, seed: 1 });
const byId = new Map(questions.map(({ id, question }) => [id, question]));
const pairs = variants.map(({ question, text }) => [byId.get(question)!, text] as const);

const wink = winkNLP(model, ['sbd', 'pos']);
const TASKS: Readonly<Record<string, readonly [count: number, work: () => unknown]>> = {
  'tagged by wink-nlp alone': [texts.length, () => texts.map((text) => wink.readDoc(text).tokens().out(wink.its.pos))],
  'varied in every lexical kind': [texts.length, () => vary({ questions, kinds: LEXICAL_KINDS, seed: 2 })],
  'varied in the six default kinds': [texts.length, () => vary({ questions, seed: 2 })],
  canonicalized: [texts.length, () => texts.map(canonicalize)],
  'pairs classified': [pairs.length, () => pairs.map(([a, b]) => classifyPair(a, b))],
};

const seconds = new Map<string, number[]>(Object.keys(TASKS).map((name) => [name, []]));
// In turns, so that other load on the machine affects all equally; the first round is a warm-up and is not counted.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, [, work]] of Object.entries(TASKS)) {
    const start = performance.now();
    work();
    if (round > 0) seconds.get(name)!.push((performance.now() - start) / 1000);
  }
}
console.log(`${texts.length} questions, ${variants.length} variants, median of ${ROUNDS} rounds on one core`);
for (const [name, [count]] of Object.entries(TASKS)) {
  const median = [...seconds.get(name)!].sort((a, b) => a - b)[ROUNDS >> 1]!;
  console.log(`${name}: ${Math.round(count / median)} a second, ${((1000 * median) / count).toFixed(3)} ms each`);
}
