// Pairs per second of ROUGE-L against Google's rouge-score, on one core, both in one run by turns.
// Run: npx vite-node bench/score.ts     (the Python side is set up in .cache)
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { readJsonLines } from 'unisono/core';
import { rougeLScore } from 'unisono/metrics';
import { z } from 'zod';
import { benchPython } from './python.js';

const ROUNDS = Number(process.env.ROUNDS ?? 5);

const data = (name: string) => new URL(`../examples/bank-help/${name}.jsonl`, import.meta.url).pathname;
const answers = readJsonLines(data('train'), z.looseObject({ answer: z.string() })).map(({ answer }) => answer);
const passages = readJsonLines(data('articles'), z.looseObject({ text: z.string() })).map(({ text }) => text);

/** Every text with the next one, and with itself cut in two and turned round. */
const pairsOf = (texts: readonly string[]) =>
  texts.flatMap((text, i): [string, string][] => [
    [text, texts[(i + 1) % texts.length] as string],
    [text, `${text.slice(text.length >> 1)} ${text.slice(0, text.length >> 1)}`],
  ]);
const SETS = { answers: pairsOf(answers), passages: pairsOf(passages) };

const child = spawn(benchPython(['rouge-score']), [new URL('./score.py', import.meta.url).pathname], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const read = async () => {
  const { value, done } = await lines.next();
  if (done) throw new Error('Python ended; see its message above');
  return JSON.parse(value);
};
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

await read();
for (const [name, pairs] of Object.entries(SETS)) {
  // Our round is many times shorter: it is repeated until it can be measured.
  const times = Math.ceil(20_000 / pairs.length);
  const tokens = pairs.reduce((sum, [a]) => sum + (a.match(/[a-z0-9]+/gi)?.length ?? 0), 0) / pairs.length;
  const [ours, theirs]: [number[], number[]] = [[], []];
  let furthest = 0;
  // The first round warms both up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    let scores: number[] = [];
    const start = performance.now();
    for (let time = 0; time < times; time++) scores = pairs.map(([a, b]) => rougeLScore(a, b));
    const seconds = (performance.now() - start) / 1000 / times;
    child.stdin.write(`${JSON.stringify(pairs)}\n`);
    const answer = await read();
    furthest = scores.reduce((most, score, i) => Math.max(most, Math.abs(score - answer.scores[i])), furthest);
    if (round === 0) continue;
    ours.push(seconds);
    theirs.push(answer.seconds);
  }
  const [a, b] = [median(ours), median(theirs)];
  const rate = (seconds: number) => (pairs.length / seconds).toFixed(0);
  console.log(
    `${pairs.length} pairs of ${name} (${tokens.toFixed(0)} tokens): unisono ${rate(a)}/s, rouge-score ${rate(b)}/s, ` +
      `ratio ${(b / a).toFixed(1)} (largest difference ${furthest.toExponential(1)})`,
  );
}
child.kill();
