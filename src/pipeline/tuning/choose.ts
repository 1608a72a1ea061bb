import { isUniform } from './trial.js';
import type { TriedMerge } from './tune-result.js';

/** The first of the trials with the highest RS, among those that keep the guard if any does. */
export function best(trials: readonly TriedMerge[]): TriedMerge | undefined {
  const guarded = trials.filter((each) => each.guarded);
  const eligible = guarded.length > 0 ? guarded : trials;
  return eligible.reduce<TriedMerge | undefined>(
    (top, each) => (top && top.figures.rs.value >= each.figures.rs.value ? top : each),
    undefined,
  );
}

/**
 * The trial to take: one weight for all unless a weighting by layers is better than the best such trial beyond its
 * interval, since the simpler choice needs no proof. Only trials that keep the guard are considered, if there are any.
 */
export function choose(trials: readonly TriedMerge[]): { chosen: TriedMerge; reason: string } {
  const uniform = best(trials.filter(({ trial }) => isUniform(trial)))!;
  const layered = best(trials.filter(({ trial }) => !isUniform(trial)));
  const warning = uniform.guarded || layered?.guarded ? '' : ' No trial keeps the guard on ROUGE-L.';
  if (!layered) return { chosen: uniform, reason: `No per-layer weights were tried.${warning}` };
  const gain = layered.gain!;
  const interval = `${signed(gain.value)} [${signed(gain.low)}, ${signed(gain.high)}]`;
  if (gain.low > 0 && (layered.guarded || !uniform.guarded))
    return {
      chosen: layered,
      reason: `These per-layer weights are more consistent than the best uniform weight: RS ${interval}.${warning}`,
    };
  return {
    chosen: uniform,
    reason: `No per-layer weights are shown to be better. The best ones, "${layered.name}", differ in RS by ${interval}.${warning}`,
  };
}

const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
