import { percent, score, wholeNumber } from '../number-format.js';
import type { ReportedRow } from '../report-data.js';
import { Figure, FigureWithInterval, Name, ScrollingTable } from './elements.js';

type Format = (value: number) => string;

function Cell(props: { value: number | null; interval: readonly [number, number] | undefined; format: Format }) {
  const { value, interval, format } = props;
  if (value === null) return <td class="not-measured">no groups</td>;
  return (
    <td>
      {interval ? (
        <FigureWithInterval value={value} interval={interval} format={format} />
      ) : (
        <Figure value={value} text={format(value)} />
      )}
    </td>
  );
}

/** All wordings of a question together: how many questions get one answer, and how far the worst two lie apart. */
export function GroupsTable({ rows }: { rows: readonly ReportedRow[] }) {
  const grouped = rows.flatMap((row) => (row.groups ? [{ row, groups: row.groups }] : []));
  if (grouped.length === 0) return null;
  return (
    <ScrollingTable
      id="groups-caption"
      caption="All wordings of a question together, 95 % intervals below. One answer: every two of a question's answers agree. Mean and worst pair: ROUGE-L between two answers of a question"
    >
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">One answer, %</th>
          <th scope="col" class="wrapped">
            One answer word for word, %
          </th>
          <th scope="col">Mean pair</th>
          <th scope="col">Worst pair</th>
          <th scope="col">Questions</th>
        </tr>
      </thead>
      <tbody>
        {grouped.map(({ row: { model, intervals }, groups }) => (
          <tr key={model} class={model === 'Merged' ? 'headline' : undefined}>
            <th scope="row">
              <Name value={model} />
            </th>
            <Cell value={groups.oneAnswer} interval={intervals.oneAnswer} format={percent} />
            <Cell value={groups.oneAnswerExact} interval={intervals.oneAnswerExact} format={percent} />
            <Cell value={groups.meanPair} interval={intervals.meanPair} format={score} />
            <Cell value={groups.worstPair} interval={intervals.worstPair} format={score} />
            <td>
              <Figure value={groups.groups} text={wholeNumber(groups.groups)} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}
