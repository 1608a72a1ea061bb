import type { GateResult } from './gate-report.js';

/** "rs>=0.4 met for Merged: 0.470 [0.431, 0.509], the whole interval satisfies it". */
export function gateSentence({ gate, verdict, model, baseline, value, low, high, reason }: GateResult): string {
  const against = baseline === null ? '' : ` against ${baseline}`;
  return `${gate} ${verdict} for ${model}${against}: ${intervalText(value, low, high)}, ${reason}`;
}

/** "0.470 [0.431, 0.509]". */
export function intervalText(value: number, low: number, high: number): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
