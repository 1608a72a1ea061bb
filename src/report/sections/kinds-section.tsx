import { kindLabel, orderKinds } from '../../variation/kind-names.js';
import { kindChart, seriesColor } from '../charts/kind-chart.js';
import { chartRows } from '../comparison.js';
import { percent, wholeNumber } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { KindScores, ReportData, ReportedRow } from '../report-data.js';
import { ChartFigure, Ends, Figure, FigureWithInterval, Legend, Name, ScrollingTable, Section } from './elements.js';
import { KindDifferences } from './kind-differences.js';

function KindCell({ scores }: { scores: KindScores | undefined }) {
  const { rs, bothRight } = scores?.figures ?? {};
  if (!rs) return <td class="not-measured">no pairs</td>;
  return (
    <td>
      <FigureWithInterval of={rs} format={percent} />
      {bothRight && (
        <>
          <span class="interval second">
            <Figure value={bothRight.value} text={percent(bothRight.value)} /> right
          </span>
          <Ends of={bothRight} format={percent} />
        </>
      )}
      {scores && scores.emptyPairs > 0 && (
        <span class="interval">
          <Figure value={scores.emptyPairs} text={wholeNumber(scores.emptyPairs)} /> empty
        </span>
      )}
    </td>
  );
}

function KindTable({
  rows,
  kinds,
  pairs,
}: {
  rows: readonly ReportedRow[];
  kinds: readonly string[];
  pairs: Record<string, number>;
}) {
  return (
    <ScrollingTable
      id="kinds-caption"
      caption="RS in percent by kind and model, and the share of pairs with both answers right. Below each: the 95 % interval"
    >
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Pairs</th>
          {rows.map(({ model }) => (
            <th scope="col" key={model}>
              <Name value={model} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <Name value={kindLabel(kind)} />
            </th>
            <td>
              <Figure value={pairs[kind] ?? 0} text={wholeNumber(pairs[kind] ?? 0)} />
            </td>
            {rows.map((row) => (
              <KindCell key={row.model} scores={row.byKind[kind]} />
            ))}
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

/** Consistency per kind of rewording: bars of the main models, and a table of all. */
export function KindsSection({ data }: { data: ReportData }) {
  const { rows } = data.ladder;
  const kinds = orderKinds(rows.flatMap((row) => Object.keys(row.byKind)));
  if (kinds.length === 0) {
    return (
      <Section id="kinds" title="Consistency by kind of rewording">
        <p>This run has no figures by kind.</p>
      </Section>
    );
  }
  const shown = chartRows(data);
  const legend = shown.map(({ model }, i) => ({ name: shortName(model), swatch: 'bar', color: seriesColor(i) }));
  return (
    <Section id="kinds" title="Consistency by kind of rewording">
      <ChartFigure
        chart={kindChart(shown, kinds)}
        legend={<Legend entries={legend} />}
        caption="RS, the share of pairs with consistent answers, with 95 % intervals."
      />
      <KindTable rows={rows} kinds={kinds} pairs={data.dataset.pairsByKind} />
      <KindDifferences differences={data.ladder.kindDifferences} />
    </Section>
  );
}
