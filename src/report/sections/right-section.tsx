import { type Segment, shareBars } from '../charts/share-bars.js';
import { type CrossCounts, crossTable } from '../cross-table.js';
import { percent, wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { ChartFigure, Figure, Legend, Name, ScrollingTable, Section } from './elements.js';

type Cell = Exclude<keyof CrossCounts, 'model' | 'pairs'>;

const CELLS: readonly { cell: Cell; name: string; colour: Segment['colour'] }[] = [
  { cell: 'consistentRight', name: 'consistent, both right', colour: 'accent' },
  { cell: 'consistentWrong', name: 'consistent, not both right', colour: 'series-1' },
  { cell: 'inconsistentRight', name: 'not consistent, both right', colour: 'series-2' },
  { cell: 'inconsistentWrong', name: 'not consistent, not both right', colour: 'rule' },
];

function CrossTable({ rows }: { rows: readonly CrossCounts[] }) {
  return (
    <ScrollingTable
      id="right-caption"
      caption="Pairs by consistency and correctness; below, percent of the model's pairs"
    >
      <thead>
        <tr>
          <th scope="col">Model</th>
          {CELLS.map(({ cell, name }) => (
            <th scope="col" key={cell} class="wrapped">
              {name}
            </th>
          ))}
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.model} class={row.model === 'Merged' ? 'headline' : undefined}>
            <th scope="row">
              <Name value={row.model} />
            </th>
            {CELLS.map(({ cell }) => (
              <td key={cell}>
                <Figure value={row[cell]} text={wholeNumber(row[cell])} />
                <span class="interval">{percent(row[cell] / row.pairs)}</span>
              </td>
            ))}
            <td>
              <Figure value={row.pairs} text={wholeNumber(row.pairs)} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

/** Consistency by correctness: a model that is consistently wrong must not look good. */
export function RightSection({ data }: { data: ReportData }) {
  const rows = crossTable(
    data.pairs,
    data.ladder.rows.map(({ model }) => model),
  );
  if (rows.length === 0) {
    return (
      <Section id="right" title="Consistent, but right?">
        <p>No pairs were recorded, so consistency cannot be held against correctness.</p>
      </Section>
    );
  }
  const segments = CELLS.filter(({ cell }) => rows.some((row) => row[cell] > 0)).map(({ cell, ...segment }) => ({
    ...segment,
    shares: rows.map((row) => row[cell] / row.pairs),
  }));
  return (
    <Section id="right" title="Consistent, but right?">
      <ChartFigure
        chart={shareBars(
          rows.map(({ model }) => model),
          segments,
          { id: 'right', about: 'Pairs by consistency and correctness' },
        )}
        legend={<Legend entries={segments.map(({ name, colour }) => ({ name, swatch: 'bar', colour }))} />}
        caption="All pairs of each model. Amber is agreement that helps nobody: the same wrong answer to both wordings, or one that is right by half."
      />
      <CrossTable rows={rows} />
    </Section>
  );
}
