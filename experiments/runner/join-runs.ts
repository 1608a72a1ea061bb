import type { Results } from './results.js';

/**
 * Results of some seeds beside those of others that were measured before; a seed that both have is taken from `made`.
 *
 * @throws Error where the two do not measure the same thing
 */
export function joinRuns(before: Results, made: Results): Results {
  for (const name of ['title', 'threshold', 'bertscore'] as const) {
    if (before[name] === made[name]) continue;
    throw new Error(`${name} was ${before[name]} and is ${made[name]}: measure all seeds anew`);
  }
  const seeds = new Set(made.runs.map(({ seed }) => seed));
  const kept = before.runs.filter(({ seed }) => !seeds.has(seed));
  return { ...made, runs: [...kept, ...made.runs].sort((a, b) => a.seed - b.seed) };
}
