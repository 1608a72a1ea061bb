import { GROUP_METRICS } from '../../metrics/registry.js';
import { isShare, metricFormat, metricName } from '../names.js';
import { wholeNumber } from '../number-format.js';
import type { ReportedRow } from '../report-data.js';
import { Figure, FigureCell, Name, ScrollingTable } from './elements.js';

/** Figures over all wordings of a question: questions with one answer, and the least similar two answers. */
export function GroupsTable({ rows }: { rows: readonly ReportedRow[] }) {
  const metrics = GROUP_METRICS.filter(({ name }) => rows.some(({ figures }) => figures[name]));
  if (metrics.length === 0) return null;
  const definitions = metrics.map(({ name, definition }) => `${metricName(name)}: ${definition}`).join('; ');
  return (
    <ScrollingTable
      id="groups-caption"
      caption={`Figures over all wordings of a question. Below: 95 % intervals. ${definitions}`}
    >
      <thead>
        <tr>
          <th scope="col">Model</th>
          {metrics.map(({ name }) => (
            <th scope="col" class="wrapped" key={name}>
              {metricName(name)}
              {isShare(name) ? ', %' : ''}
            </th>
          ))}
          <th scope="col">Questions</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ model, figures, groups }) => (
          <tr key={model} class={model === 'Merged' ? 'headline' : undefined}>
            <th scope="row">
              <Name value={model} />
            </th>
            {metrics.map(({ name }) => (
              <FigureCell key={name} of={figures[name]} format={metricFormat(name)} missing="no groups" />
            ))}
            <td>
              <Figure value={groups} text={wholeNumber(groups)} />
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}
