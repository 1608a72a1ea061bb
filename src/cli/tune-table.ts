import type { Trial } from '../pipeline/tuning/trial.js';
import type { TuneResult } from '../pipeline/tuning/tune-result.js';
import { columns } from './columns.js';
import { wrapWords } from './wrap-words.js';

const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;

/** The trials, best first, and the lines of unisono.yaml for the chosen one, for a terminal of 80 columns. */
export function tuneTable(result: TuneResult): string {
  const { trials, specialist, questions, pairs, chosen, reason } = result;
  const rows = [...trials]
    .sort((a, b) => b.figures.rs.value - a.figures.rs.value)
    .map(({ name, figures: { rs, rougeL }, gain, guarded }) => [
      `${name === chosen ? '>' : ' '} ${name}`,
      rs.value.toFixed(3),
      gain ? `${signed(gain.value)} [${signed(gain.low)}, ${signed(gain.high)}]` : '',
      `${rougeL.value.toFixed(3)}${guarded ? '' : ' !'}`,
    ]);
  const floor = (specialist.rougeL - specialist.guard).toFixed(3);
  return [
    `${pairs} pairs of ${questions} dev questions`,
    ...columns([['  trial', 'RS', 'RS to the best uniform', 'ROUGE-L'], ...rows]),
    '',
    ...wrapWords(`! below ${floor}: the best specialist, ${specialist.name}, has ${specialist.rougeL.toFixed(3)}.`),
    ...wrapWords(`Take "${chosen}". ${reason}`),
    '',
    ...settingsOf(trials.find(({ name }) => name === chosen)!.trial),
  ].join('\n');
}

/** The lines of unisono.yaml for the merge of the trial. */
export function settingsOf(trial: Trial): string[] {
  const weights =
    'uniform' in trial
      ? `{ uniform: ${trial.uniform} }`
      : `{ a: ${trial.a}, b: ${trial.b}, distance: ${trial.distance} }`;
  return [`weights: ${weights}`, `merge: { dropProbability: ${trial.dropProbability} }`];
}
