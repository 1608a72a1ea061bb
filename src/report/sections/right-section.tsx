import { shareBars } from '../charts/share-bars.js';
import { type CrossTable, crossTable } from '../cross-table.js';
import { percent, percentSign, wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { ChartFigure, Ends, Figure, Legend, Name, ScrollingTable, Section } from './elements.js';

function CountsTable({ table: { models, pairs, cells } }: { table: CrossTable }) {
  return (
    <ScrollingTable
      id="right-caption"
      caption="Pairs by consistency and correctness. Below: percent of the model's pairs with 95 % interval"
    >
      <thead>
        <tr>
          <th scope="col">Model</th>
          {cells.map(({ name }) => (
            <th scope="col" key={name} class="wrapped">
              {name}
            </th>
          ))}
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {models.map((model, at) => (
          <tr key={model} class={model === 'Merged' ? 'headline' : undefined}>
            <th scope="row">
              <Name value={model} />
            </th>
            {cells.map(({ name, counts, shares }) => (
              <td key={name}>
                <Figure value={counts[at]!} text={wholeNumber(counts[at]!)} />
                <span class="interval">{percentSign(counts[at]! / Math.max(1, pairs[at]!))}</span>
                <Ends of={shares[at]!} format={percent} />
              </td>
            ))}
            <td>
              <Figure value={pairs[at]!} text={wholeNumber(pairs[at]!)} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

/** Consistency by correctness, so that a consistently wrong model does not look good. */
export function RightSection({ data }: { data: ReportData }) {
  const table = crossTable(data.ladder.rows);
  const segments = table.cells
    .filter(({ counts }) => counts.some((count) => count > 0))
    .map(({ name, color, counts }) => ({
      ...{ name, color },
      shares: counts.map((count, at) => count / Math.max(1, table.pairs[at]!)),
    }));
  return (
    <Section id="right" title="Consistent, but right?">
      <ChartFigure
        chart={shareBars(table.models, segments, { id: 'right', about: 'Pairs by consistency and correctness' })}
        legend={<Legend entries={segments.map(({ name, color }) => ({ name, swatch: 'bar', color }))} />}
        caption="All pairs of each model. Consistent pairs are colored, inconsistent ones gray. Amber: consistent but wrong answers."
      />
      <CountsTable table={table} />
    </Section>
  );
}
