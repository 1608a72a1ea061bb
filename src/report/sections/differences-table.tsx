import { metricOf } from '../../metrics/registry.js';
import { direction } from '../comparison.js';
import { differenceFormat, isShare, MAIN_METRICS, metricName } from '../names.js';
import { wholeNumber } from '../number-format.js';
import type { Difference } from '../report-data.js';
import { Figure, Name, ScrollingTable } from './elements.js';

/** The differences of one pair of models, in the order in which their first one was recorded. */
function groupByModels(differences: readonly Difference[]): Difference[][] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const key = JSON.stringify([difference.a, difference.b]);
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return [...groups.values()];
}

function DifferenceCell({ difference }: { difference: Difference | undefined }) {
  if (!difference) return <td class="not-measured">not compared</td>;
  const { metric, value, low, high } = difference;
  const format = differenceFormat(metric);
  const unclear = direction(difference) === 'unclear';
  return (
    <td class={unclear ? 'unclear' : 'shown'}>
      <Figure value={value} text={format(value)} />
      <span class="interval">
        <Figure value={low} text={format(low)} /> to <Figure value={high} text={format(high)} />
        {unclear && <span class="visually-hidden"> includes 0</span>}
      </span>
    </td>
  );
}

/** Differences between models, one row for two models and one column for a metric, with their intervals. */
export function DifferencesTable({ differences }: { differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  const metrics = MAIN_METRICS.filter((metric) => differences.some((difference) => difference.metric === metric));
  if (metrics.length === 0) return null;
  return (
    <ScrollingTable
      id="differences-caption"
      caption="Differences between models. Below: 95 % intervals of a paired bootstrap clustered by question. Bold: the interval excludes 0"
    >
      <thead>
        <tr>
          <th scope="col">Models</th>
          {metrics.map((metric) => (
            <th scope="col" key={metric}>
              {metricName(metric)}
              {isShare(metric) ? ', points' : ''}
            </th>
          ))}
          <th scope="col">Pairs</th>
        </tr>
      </thead>
      <tbody>
        {groupByModels(differences).map((group) => {
          const { a, b } = group[0]!;
          const pairs = (group.find(({ metric }) => metricOf(metric).takes === 'pair') ?? group[0]!).n;
          return (
            <tr key={`${a} ${b}`}>
              <th scope="row" class="compared">
                <Name value={a} /> − <Name value={b} />
              </th>
              {metrics.map((metric) => (
                <DifferenceCell key={metric} difference={group.find((difference) => difference.metric === metric)} />
              ))}
              <td>
                <Figure value={pairs} text={wholeNumber(pairs)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </ScrollingTable>
  );
}
