// The embedded engine against PyTorch + transformers + PEFT at SmolLM2-135M's shape: seconds, ratio, peak memory, by turns.
// Run: npx vite-node bench/engine/against-pytorch.ts     (the Python side is set up in .cache the first time)
//   THREADS=1,2 TASKS=full,lora ROUNDS=3 choose; UNISONO_BENCH_PYTHON names a Python that has the packages.
import { execFileSync } from 'node:child_process';
import { benchPython } from '../python.js';
import { benchModel } from './model.js';
import { type Measured, NEW_TOKENS, RANK, TASKS, type TaskName } from './tasks.js';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const threadCounts = (process.env.THREADS ?? '1,2').split(',');
const tasks = (process.env.TASKS?.split(',') ?? Object.keys(TASKS)) as TaskName[];

const path = (name: string) => new URL(name, import.meta.url).pathname;
const python = benchPython(['torch==2.13.0', 'transformers', 'peft']);
const model = await benchModel();
const sizes = JSON.stringify({ tasks: TASKS, newTokens: NEW_TOKENS, rank: RANK });

function measure(command: string, args: readonly string[], threads: string): Measured {
  const env = { ...process.env, OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads, TOKENIZERS_PARALLELISM: 'false' };
  const out = execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(out.trimEnd().split('\n').at(-1) as string);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
const mb = (runs: readonly Measured[]) => median(runs.map(({ peakRss }) => peakRss)).toFixed(0);

for (const threads of threadCounts) {
  for (const task of tasks) {
    const [ours, theirs]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(measure('npx', ['vite-node', path('task.ts'), task, threads, model], threads));
      theirs.push(measure(python, [path('peer.py'), task, threads, model, sizes], threads));
    }
    const [a, b] = [ours, theirs].map((runs) => median(runs.flatMap(({ seconds }) => seconds))) as [number, number];
    const results = [ours[0]?.result, theirs[0]?.result];
    console.log(
      `${threads} thread(s) ${task.padEnd(8)} unisono ${a.toFixed(2)} s, ${mb(ours)} MB; PyTorch ${b.toFixed(2)} s, ` +
        `${mb(theirs)} MB; ratio ${(b / a).toFixed(2)} (results ${results.join(' and ')})`,
    );
  }
}
