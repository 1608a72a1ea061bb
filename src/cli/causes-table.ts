import type { CauseDifference, Causes, Part } from '../evaluation/causes/causes.js';
import { columns } from './columns.js';

const NAMES = { noise: 'noise', generator: 'generator', retriever: 'retriever', undivided: 'generator + retriever' };

/** Table of the causes of each model's inconsistency (1 - RS), for a terminal of 80 columns. */
export function causesTable({ models, differences = [] }: Causes): string {
  const rows = models.flatMap(({ model, rs }) => [
    [model, 'all', rs.endToEnd.value.toFixed(3), span(rs.endToEnd.low, rs.endToEnd.high, 3), '', ''],
    ...Object.entries(rs.parts).flatMap(([name, part]) => (part ? [partCells(name as keyof typeof NAMES, part)] : [])),
  ]);
  const stability = models.flatMap(({ model, retriever }) =>
    retriever
      ? [
          [
            model,
            ...[retriever.same, retriever.overlap, retriever.jaccard, retriever.rbo].map(({ value }) =>
              value.toFixed(3),
            ),
          ],
        ]
      : [],
  );
  const notes = models.flatMap(({ model, notMeasured }) =>
    notMeasured.map(({ what, reason }) => `${model}: ${what}: not measured, ${reason}.`),
  );
  return [
    'Inconsistency (1 - RS) by cause',
    ...columns([['model', 'cause', 'value', '95 %', 'share', '95 %'], ...rows]),
    ...(stability.length > 0
      ? ['', 'Contexts of the two wordings', ...columns([['model', 'same', 'overlap', 'Jaccard', 'RBO'], ...stability])]
      : []),
    ...differenceLines(differences),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

/** Differences of the inconsistency and its parts by RS; causes.json has them all. */
function differenceLines(differences: readonly CauseDifference[]): string[] {
  const cells = differences.flatMap(({ a, b, measure, what, value, low, high }) => {
    if (measure !== 'rs' || what.startsWith('share')) return [];
    const name = what === 'endToEnd' ? 'all' : NAMES[what as keyof typeof NAMES];
    return [[`${a} - ${b}`, name, value.toFixed(3), span(low, high, 3)]];
  });
  if (cells.length === 0) return [];
  return ['', 'Differences in inconsistency by cause', ...columns([['models', 'cause', 'value', '95 %'], ...cells])];
}

function partCells(name: keyof typeof NAMES, { value, low, high, share }: Part): string[] {
  const ends = share ? `[${percent(share.low)}, ${percent(share.high)}]` : '';
  return ['', NAMES[name], value.toFixed(3), span(low, high, 3), share ? percent(share.value) : '', ends];
}

const span = (low: number, high: number, digits: number) => `[${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

const percent = (share: number) => `${Math.round(100 * share)} %`;
