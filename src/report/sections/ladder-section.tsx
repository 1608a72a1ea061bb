import { ladderChart } from '../charts/ladder-chart.js';
import { modelNote } from '../names.js';
import { compactNumber, percent, score, wholeNumber } from '../number-format.js';
import type { ReportData, ReportedRow } from '../report-data.js';
import { AllDifferencesTable } from './all-differences-table.js';
import { DifferencesTable } from './differences-table.js';
import { ChartFigure, Figure, FigureWithInterval, Legend, Name, ScrollingTable, Section, Text } from './elements.js';
import { GroupsTable } from './groups-table.js';
import { TestsTable } from './tests-table.js';

/** A model's name as a row header, with what it is. */
export function ModelHeader({ model }: { model: string }) {
  const note = modelNote(model);
  return (
    <th scope="row">
      <Name value={model} />
      {note && <span class="model-note">{note}</span>}
    </th>
  );
}

/** BERTScore, which is measured only where an encoder was given. */
function BertScoreCell({ row }: { row: ReportedRow }) {
  if (row.bs === null) return <td class="not-measured">not measured</td>;
  const interval = row.intervals.bs;
  return (
    <td>
      {interval ? (
        <FigureWithInterval value={row.bs} interval={interval} format={score} />
      ) : (
        <Figure value={row.bs} text={score(row.bs)} />
      )}
    </td>
  );
}

function LadderTable({ data }: { data: ReportData }) {
  return (
    <ScrollingTable id="ladder-caption" caption="Every model on the test pairs, 95 % intervals below the figures">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">RS, %</th>
          <th scope="col">Both right, %</th>
          <th scope="col">EM, %</th>
          <th scope="col">ROUGE-L</th>
          <th scope="col">BLEU</th>
          <th scope="col">BS</th>
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {data.ladder.rows.map((row) => (
          <tr key={row.model} class={row.model === 'Merged' ? 'headline' : undefined}>
            <ModelHeader model={row.model} />
            <td>
              <FigureWithInterval value={row.rs} interval={row.intervals.rs} format={percent} />
            </td>
            <td>
              <FigureWithInterval value={row.bothRight} interval={row.intervals.bothRight} format={percent} />
            </td>
            <td>
              <FigureWithInterval value={row.em} interval={row.intervals.em} format={percent} />
            </td>
            <td>
              <FigureWithInterval value={row.rougeL} interval={row.intervals.rougeL} format={score} />
            </td>
            <td>
              {row.intervals.bleu ? (
                <FigureWithInterval value={row.bleu} interval={row.intervals.bleu} format={score} />
              ) : (
                <Figure value={row.bleu} text={score(row.bleu)} />
              )}
            </td>
            <BertScoreCell row={row} />
            <td>
              <Figure value={row.pairs} text={wholeNumber(row.pairs)} />
              {row.emptyPairs > 0 && (
                <span class="interval">
                  <Figure value={row.emptyPairs} text={wholeNumber(row.emptyPairs)} /> empty
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

/** The ladder: chart, table with intervals, what the metrics mean, and the differences between models. */
export function LadderSection({ data }: { data: ReportData }) {
  const legend = [
    { name: 'consistent (RS)', swatch: 'dot', color: 'accent' },
    { name: 'both answers right', swatch: 'ring', color: 'series-1' },
  ];
  return (
    <Section id="ladder" title="The ladder">
      <ChartFigure
        chart={ladderChart(data.ladder.rows)}
        legend={<Legend entries={legend} />}
        caption="Share of pairs, with 95 % intervals. A wide gap between dot and ring means agreement on wrong answers."
      />
      <LadderTable data={data} />
      <p class="note">
        A pair is a question and its rewording. RS: the two answers share more than {compactNumber(data.threshold)}{' '}
        ROUGE-L{data.ladder.words !== 'auto' && `, by ${data.ladder.words} words`}; an empty answer agrees with none.
        Both right: both answers are right by the reference. EM: the two answers are identical. ROUGE-L and BLEU: every
        answer, to originals and rewordings, against its reference. BS: BERTScore F1 between the two answers
        {data.ladder.bertscore && (
          <>
            , by <Text value={data.ladder.bertscore.encoder} limit={120} />, layer {data.ladder.bertscore.layer}
          </>
        )}
        .
      </p>
      {data.ladder.hardlyRead && (
        <p class="note">
          {data.ladder.words === 'auto' ? '' : <strong>Read with care: </strong>}
          ASCII words leave out most of {wholeNumber(data.ladder.hardlyRead.texts)} of{' '}
          {wholeNumber(data.ladder.hardlyRead.of)} answers and references.{' '}
          {data.ladder.words === 'auto'
            ? 'They are compared by Unicode words.'
            : 'RS and ROUGE say little about them; evaluate with the setting words: auto.'}
        </p>
      )}
      <GroupsTable rows={data.ladder.rows} />
      <DifferencesTable differences={data.differences} />
      <TestsTable tests={data.ladder.tests ?? []} />
      <AllDifferencesTable differences={data.differences} />
    </Section>
  );
}
