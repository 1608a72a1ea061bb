import type { MergeSummary } from '../merging/output/merge-summary.js';
import { weightText } from '../merging/output/model-card.js';
import { formatBytes, formatCount, formatDuration } from './format.js';

/** Width of a row's name in columns. */
const PLACE = 13;
const LAYER = /^layer (?=\d+$)/;

/** The text of `unisono merge --dry-run`. */
export function planText(summary: MergeSummary): string {
  const { bytesIn, bytesOut, shards } = summary;
  return [
    `Method:   ${summary.method}`,
    ...summary.models.map((model, m) => `${m === 0 ? 'Models:' : ''}`.padEnd(10) + model),
    `Tensors:  ${summary.tensors} (${formatCount(summary.parameters)} parameters)`,
    `Reads:    ${formatBytes(bytesIn)}`,
    `Writes:   ${formatBytes(bytesOut)} in ${shards.length} ${shards.length === 1 ? 'file' : 'files'}`,
    `Memory:   about ${formatBytes(summary.peakMemory)} peak`,
    `Time:     about ${formatDuration(summary.seconds)} if the inputs are in the file cache`,
    ...weightLines(summary),
    ...summary.warnings.map((warning) => `Warning: ${warning}.`),
    'All checks passed. Dry run: nothing was written.',
  ].join('\n');
}

/** Models by number, because their names are too long for a line. */
function weightLines({ layerWeights }: MergeSummary): string[] {
  if (layerWeights.length === 0) return [];
  const models = [...new Set(layerWeights.flatMap(({ weights }) => Object.keys(weights)))];
  const cell = (range: readonly [number, number] | undefined) => (range ? weightText(range) : '').padEnd(12);
  return [
    'Weights:',
    ...models.map((model, m) => `  ${`[${m + 1}]`.padEnd(PLACE)} ${model}`),
    `  ${''.padEnd(PLACE)} ${models.map((_, m) => `[${m + 1}]`.padEnd(12)).join(' ')}`.trimEnd(),
    ...runs(
      layerWeights.map(({ place, weights }) => [place, models.map((model) => cell(weights[model])).join(' ')]),
    ).map(([place, cells]) => `  ${place.padEnd(PLACE)} ${cells}`.trimEnd()),
  ];
}

/** Neighboring layers of the same weights in one row: "layers 0-31". */
function runs(rows: readonly (readonly [place: string, cells: string])[]): [place: string, cells: string][] {
  const made: { first: string; last: string; cells: string }[] = [];
  for (const [place, cells] of rows) {
    const before = made.at(-1);
    if (before?.cells === cells && LAYER.test(before.last) && LAYER.test(place)) before.last = place;
    else made.push({ first: place, last: place, cells });
  }
  return made.map(({ first, last, cells }) => [
    first === last ? first : `${first.replace(LAYER, 'layers ')}-${last.replace(LAYER, '')}`,
    cells,
  ]);
}
