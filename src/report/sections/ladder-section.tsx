import { METRICS, type MetricName, metricOf } from '../../metrics/registry.js';
import { ladderChart } from '../charts/ladder-chart.js';
import { isShare, MAIN_METRICS, metricFormat, metricName, modelNote } from '../names.js';
import { compactNumber, wholeNumber } from '../number-format.js';
import type { ReportData, ReportedRow } from '../report-data.js';
import { AllDifferencesTable } from './all-differences-table.js';
import { DifferencesTable } from './differences-table.js';
import { ChartFigure, Figure, FigureCell, Legend, Name, ScrollingTable, Section, Text } from './elements.js';
import { GroupsTable } from './groups-table.js';
import { TestsTable } from './tests-table.js';

/** A model's name as a row header, with its description. */
export function ModelHeader({ model }: { model: string }) {
  const note = modelNote(model);
  return (
    <th scope="row">
      <Name value={model} />
      {note && <span class="model-note">{note}</span>}
    </th>
  );
}

/** Every model with the figures of some metrics, one metric per column. */
function FiguresTable({ rows, metrics, id, caption }: FiguresTableProps) {
  return (
    <ScrollingTable id={id} caption={caption}>
      <thead>
        <tr>
          <th scope="col">Model</th>
          {metrics.map((metric) => (
            <th scope="col" key={metric}>
              {metricName(metric)}
              {isShare(metric) ? ', %' : ''}
            </th>
          ))}
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ model, figures, pairs, emptyPairs }) => (
          <tr key={model} class={model === 'Merged' ? 'headline' : undefined}>
            <ModelHeader model={model} />
            {metrics.map((metric) => (
              <FigureCell key={metric} of={figures[metric]} format={metricFormat(metric)} missing="not measured" />
            ))}
            <td>
              <Figure value={pairs} text={wholeNumber(pairs)} />
              {emptyPairs > 0 && (
                <span class="interval">
                  <Figure value={emptyPairs} text={wholeNumber(emptyPairs)} /> empty
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

interface FiguresTableProps {
  readonly rows: readonly ReportedRow[];
  readonly metrics: readonly MetricName[];
  readonly id: string;
  readonly caption: string;
}

/** Measured metrics of pairs, answers and corpora that are not headline metrics. */
function furtherMetrics(rows: readonly ReportedRow[]): MetricName[] {
  return METRICS.filter(({ headline, takes }) => !headline && takes !== 'group')
    .map(({ name }) => name)
    .filter((name) => rows.some(({ figures }) => figures[name]));
}

/** Definitions of the headline metrics, one sentence each. */
function definitions(): string {
  return MAIN_METRICS.map((metric) => `${metricName(metric)}: ${metricOf(metric).definition}.`).join(' ');
}

/** The ladder: chart, table with intervals, what the metrics mean, and the differences between models. */
export function LadderSection({ data }: { data: ReportData }) {
  const { rows, differences, tests } = data.ladder;
  const further = furtherMetrics(rows);
  const legend = [
    { name: 'consistent (RS)', swatch: 'dot', color: 'accent' },
    { name: 'both answers right', swatch: 'ring', color: 'series-1' },
  ];
  return (
    <Section id="ladder" title="The ladder">
      <ChartFigure
        chart={ladderChart(rows)}
        legend={<Legend entries={legend} />}
        caption="Share of pairs with 95 % intervals. A wide gap between dot and ring means that a model agrees with itself on wrong answers."
      />
      <FiguresTable
        {...{ rows, metrics: MAIN_METRICS, id: 'ladder-caption' }}
        caption="Figures of every model on the test pairs. Below: 95 % intervals"
      />
      {further.length > 0 && (
        <details>
          <summary>More figures</summary>
          <FiguresTable {...{ rows, metrics: further, id: 'further-caption' }} caption="More figures of every model" />
        </details>
      )}
      <p class="note">
        A pair is a question and its rewording; S and S’ are the two answers. {definitions()} T is{' '}
        {compactNumber(data.ladder.threshold)}
        {data.ladder.words !== 'auto' && `, words are those of ${data.ladder.words}`}.
        {data.ladder.bertscore && (
          <>
            {' '}
            BS is by <Text value={data.ladder.bertscore.encoder} limit={120} />, layer {data.ladder.bertscore.layer}.
          </>
        )}
      </p>
      {data.ladder.hardlyRead && (
        <p class="note">
          {data.ladder.words === 'auto' ? '' : <strong>Read with care: </strong>}
          ASCII words leave out most of {wholeNumber(data.ladder.hardlyRead.texts)} of{' '}
          {wholeNumber(data.ladder.hardlyRead.of)} answers and references.{' '}
          {data.ladder.words === 'auto'
            ? 'Unisono compares them by Unicode words.'
            : 'RS and ROUGE are unreliable for them; evaluate again with the setting words: auto.'}
        </p>
      )}
      <GroupsTable rows={rows} />
      <DifferencesTable differences={differences} />
      <TestsTable tests={tests} />
      <AllDifferencesTable differences={differences} />
    </Section>
  );
}
