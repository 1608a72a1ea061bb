// Sentences per second with all-MiniLM-L6-v2 against sentence-transformers, both in one run by turns, on 1 and 2 threads.
// Run: npx vite-node bench/encode.ts     (after tools/fetch-real-models.sh; the Python side is set up in .cache)
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { readJsonLines } from 'unisono/core';
import { SentenceTransformer } from 'unisono/encoding';
import { z } from 'zod';
import { realModel } from '../test/real/real-models.js';
import { benchPython } from './python.js';

const ROUNDS = Number(process.env.ROUNDS ?? 5);

const data = (name: string) => new URL(`../examples/bank-help/${name}.jsonl`, import.meta.url).pathname;
const Question = z.looseObject({ question: z.string() });
const Article = z.looseObject({ text: z.string() });
const SETS = {
  questions: readJsonLines(data('train'), Question).map(({ question }) => question),
  passages: readJsonLines(data('articles'), Article).map(({ text }) => text),
};

/** sentence-transformers in a process of its own: gives seconds and the first embedding of every list of texts. */
async function startPeer(python: string, model: string, threads: number) {
  const child = spawn(python, [new URL('./encode.py', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (value: unknown) => {
    child.stdin.write(`${JSON.stringify(value)}\n`);
    const { value: line, done } = await lines.next();
    if (done) throw new Error(`${python} ended; see its message above`);
    return JSON.parse(line);
  };
  await ask({ model, threads });
  return { encode: (texts: readonly string[]) => ask(texts), stop: () => child.kill() };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

const model = realModel('all-MiniLM-L6-v2');
const python = benchPython(['torch', 'sentence-transformers']);
for (const threads of [1, 2]) {
  const peer = await startPeer(python, model, threads);
  const encoder = SentenceTransformer.load(model, { threads });
  for (const [name, texts] of Object.entries(SETS)) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    let furthest = 0;
    // The first round warms both up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const start = performance.now();
      const rows = await encoder.encode(texts);
      const seconds = (performance.now() - start) / 1000;
      const answer = await peer.encode(texts);
      furthest = (answer.first as number[]).reduce(
        (most, x, i) => Math.max(most, Math.abs(x - rows[0]![i]!)),
        furthest,
      );
      if (round === 0) continue;
      ours.push(seconds);
      theirs.push(answer.seconds);
    }
    const [a, b] = [median(ours), median(theirs)];
    const rate = (seconds: number) => (texts.length / seconds).toFixed(0);
    console.log(
      `${threads} thread(s), ${texts.length} ${name}: unisono ${rate(a)}/s, sentence-transformers ${rate(b)}/s, ` +
        `ratio ${(b / a).toFixed(2)} (largest difference ${furthest.toExponential(1)})`,
    );
  }
  await encoder.release();
  peer.stop();
}
