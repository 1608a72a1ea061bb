import { canonicalJson } from 'unisono/core';
import type { Results } from './results.js';

/**
 * Joins the results of new seeds with earlier ones; a seed in both is taken from `made`.
 *
 * @throws Error if the two measure different things
 */
export function joinRuns(before: Results, made: Results): Results {
  for (const name of ['title', 'threshold', 'words', 'bertscore', 'metrics'] as const) {
    const [was, is] = [canonicalJson(before[name]), canonicalJson(made[name])];
    if (was !== is) throw new Error(`${name} was ${was} and is ${is}: measure all seeds anew`);
  }
  const seeds = new Set(made.runs.map(({ seed }) => seed));
  const kept = before.runs.filter(({ seed }) => !seeds.has(seed));
  return { ...made, runs: [...kept, ...made.runs].sort((a, b) => a.seed - b.seed) };
}
