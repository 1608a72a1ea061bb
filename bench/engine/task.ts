// One task of bench/engine in a process of its own: node task <name> <threads> <model>; prints `Measured`.
import { performance } from 'node:perf_hooks';
import { Generator } from 'unisono/generation';
import { loadModel, newAdapter } from 'unisono/models';
import { StepSettings, Trainer } from 'unisono/training';
import { NEW_TOKENS, RANK, TASKS, type TaskName, tokenIds } from './tasks.js';

const [task, threads, dir] = process.argv.slice(2) as [TaskName, string, string];
const options = { threads: Number(threads) };
const { rows, length, warmUp, times } = TASKS[task];
const { config, parameters } = loadModel(dir);
const prompts = tokenIds(rows, length);

/** Seconds of every run after the first ones, which compile and fill caches. */
async function time(run: () => Promise<number>): Promise<{ seconds: number[]; result: number }> {
  const seconds: number[] = [];
  let result = 0;
  for (let i = 0; i < warmUp + times; i++) {
    const start = performance.now();
    result = await run();
    if (i >= warmUp) seconds.push((performance.now() - start) / 1000);
  }
  return { seconds, result };
}

async function train(lora: boolean) {
  const settings = {
    ...StepSettings.parse({ warmup: 0, schedule: 'constant', learningRate: 1e-4, maxGradientNorm: 0 }),
    steps: warmUp + times,
  };
  const adapter = lora
    ? newAdapter(config, { rank: RANK, alpha: 32, dropout: 0, targetModules: 'all-linear' }, 1)
    : undefined;
  const trainer = await Trainer.create('bench', config, parameters, settings, options, adapter);
  const batch = { sequences: prompts.map((ids) => ({ ids, answerStart: 1 })), triplets: [] };
  let step = 0;
  return time(async () => (await trainer.step(step++, batch)).ce);
}

async function generate(newTokens: number) {
  const generator = new Generator(config, parameters, options);
  return time(async () => (await generator.generate(prompts, newTokens)).flat().reduce((sum, id) => sum + id, 0));
}

/** Decoding alone: with one new token nothing but the prompt is read. */
async function decode() {
  const whole = await generate(NEW_TOKENS + 1);
  const prefill = await generate(1);
  const least = Math.min(...prefill.seconds);
  return { seconds: whole.seconds.map((seconds) => seconds - least), result: whole.result };
}

const run = {
  full: () => train(false),
  lora: () => train(true),
  prefill: () => generate(1),
  decode1: decode,
  decode8: decode,
};
const measured = await run[task]();
console.log(JSON.stringify({ ...measured, peakRss: process.resourceUsage().maxRSS / 1024 }));
