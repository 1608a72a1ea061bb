import { weightText } from '../merging/output/model-card.js';
import type { PlanSummary } from '../merging/planning/plan-summary.js';
import { formatCount, formatDuration } from './format.js';

/** What `unisono merge --dry-run` shows people. */
export function planText(summary: PlanSummary): string {
  const { bytesIn, bytesOut, shards } = summary;
  return [
    `Method:   ${summary.method}`,
    `Models:   ${summary.models.join(', ')}`,
    `Tensors:  ${summary.tensors} (${formatCount(summary.parameters)} parameters)`,
    `Reads:    ${formatBytes(bytesIn)}`,
    `Writes:   ${formatBytes(bytesOut)} in ${shards.length} ${shards.length === 1 ? 'file' : 'files'}`,
    `Memory:   about ${formatBytes(summary.peakMemory)} at its peak`,
    `Time:     about ${formatDuration(summary.seconds)} with inputs in the file cache`,
    ...(summary.layerWeights.length > 0 ? ['Weights:'] : []),
    ...summary.layerWeights.map(
      ({ place, weights }) =>
        `  ${place.padEnd(10)} ${Object.entries(weights)
          .map(([model, range]) => `${model} ${weightText(range)}`)
          .join('  ')}`,
    ),
    ...summary.warnings.map((warning) => `Warning: ${warning}.`),
    'Every check has passed; nothing was written.',
  ].join('\n');
}

/** "724.2 MB", in powers of ten. */
export function formatBytes(bytes: number): string {
  const [factor, unit] =
    bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'kB'] : [1, 'B'];
  return `${factor === 1 ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}
