import type { TuneResult } from 'unisono/pipeline';
import { markdown, short, signed, within } from './markdown.js';

/** Every trial of `unisono tune`, best first, with the chosen one. */
export function tuneView({
  trials,
  specialist,
  questions,
  pairs,
  threshold,
  bestUniform,
  chosen,
  reason,
}: TuneResult): string {
  const rows = [...trials]
    .sort((a, b) => b.figures.rs.value - a.figures.rs.value)
    .map(({ name, figures: { rs, em, rougeL, bothRight }, gain, guarded }) => [
      name === chosen ? `**${name}**` : name,
      ...[rs, em].map((figure) => within(figure)),
      `${within(rougeL)}${guarded ? '' : ' (below the guard)'}`,
      within(bothRight),
      gain ? within(gain, signed) : '',
    ]);
  const floor = short(specialist.rougeL - specialist.guard);
  return [
    `${questions} dev questions, n = ${pairs} pairs; in brackets 95 % intervals (bootstrap, clustered by question). RS: ROUGE-L above ${threshold}. Guard: ROUGE-L of at least ${floor}, that of the best specialist (${specialist.name}) less ${specialist.guard}.`,
    markdown(['trial', 'RS', 'EM', 'ROUGE-L', 'both right', `RS - that of ${bestUniform}`], rows),
    `\`unisono tune\` takes "${chosen}". ${reason}`,
  ].join('\n\n');
}
