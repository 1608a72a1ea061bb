import { weightText } from '../merging/output/model-card.js';
import type { PlanSummary } from '../merging/planning/plan-summary.js';
import { formatCount, formatDuration } from './format.js';

/** What `unisono merge --dry-run` shows people. */
export function planText(summary: PlanSummary): string {
  const { bytesIn, bytesOut, shards } = summary;
  return [
    `Method:   ${summary.method}`,
    ...summary.models.map((model, m) => `${m === 0 ? 'Models:' : ''}`.padEnd(10) + model),
    `Tensors:  ${summary.tensors} (${formatCount(summary.parameters)} parameters)`,
    `Reads:    ${formatBytes(bytesIn)}`,
    `Writes:   ${formatBytes(bytesOut)} in ${shards.length} ${shards.length === 1 ? 'file' : 'files'}`,
    `Memory:   about ${formatBytes(summary.peakMemory)} at its peak`,
    `Time:     about ${formatDuration(summary.seconds)} with inputs in the file cache`,
    ...weightLines(summary),
    ...summary.warnings.map((warning) => `Warning: ${warning}.`),
    'Every check has passed; nothing was written.',
  ].join('\n');
}

/** Models by number, for their names are too long for a line. */
function weightLines({ layerWeights }: PlanSummary): string[] {
  if (layerWeights.length === 0) return [];
  const models = [...new Set(layerWeights.flatMap(({ weights }) => Object.keys(weights)))];
  const cell = (range: readonly [number, number] | undefined) => (range ? weightText(range) : '').padEnd(12);
  return [
    'Weights:',
    ...models.map((model, m) => `  ${`[${m + 1}]`.padEnd(10)} ${model}`),
    `  ${''.padEnd(10)} ${models.map((_, m) => `[${m + 1}]`.padEnd(12)).join(' ')}`.trimEnd(),
    ...layerWeights.map(({ place, weights }) =>
      `  ${place.padEnd(10)} ${models.map((model) => cell(weights[model])).join(' ')}`.trimEnd(),
    ),
  ];
}

/** "724.2 MB", in powers of ten. */
export function formatBytes(bytes: number): string {
  const [factor, unit] =
    bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'kB'] : [1, 'B'];
  return `${factor === 1 ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}
