import type { KindDifference } from '../../evaluation/ladder.js';
import { kindLabel, orderKinds } from '../../variation/kind-names.js';
import { direction } from '../comparison.js';
import { differenceFormat, isShare, MAIN_METRICS, metricName } from '../names.js';
import { wholeNumber } from '../number-format.js';
import { Figure, Name, ScrollingTable } from './elements.js';

function Cell({ difference }: { difference: KindDifference | undefined }) {
  if (!difference) return <td class="not-measured">no pairs</td>;
  const { metric, value, low, high } = difference;
  const format = differenceFormat(metric);
  return (
    <td class={direction(difference) === 'unclear' ? 'unclear' : 'shown'}>
      <Figure value={value} text={format(value)} />
      <span class="interval">
        <Figure value={low} text={format(low)} /> to <Figure value={high} text={format(high)} />
      </span>
    </td>
  );
}

/** Differences between models on each kind of rewording, one table per metric. */
export function KindDifferences({ differences }: { differences: readonly KindDifference[] }) {
  if (differences.length === 0) return null;
  const compared = [...new Map(differences.map(({ a, b }) => [JSON.stringify([a, b]), { a, b }])).values()];
  const metrics = MAIN_METRICS.filter((metric) => differences.some((each) => each.metric === metric));
  const kinds = orderKinds(differences.map(({ kind }) => kind));
  return (
    <details>
      <summary>Differences between models by kind</summary>
      {metrics.map((metric) => (
        <ScrollingTable
          key={metric}
          id={`kind-differences-${metric}`}
          caption={`${metricName(metric)}${isShare(metric) ? ', points' : ''}. Below: 95 % intervals of a paired bootstrap clustered by question. Bold: the interval excludes 0, which one comparison in twenty does by chance`}
        >
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Pairs</th>
              {compared.map(({ a, b }) => (
                <th scope="col" key={`${a} ${b}`} class="wrapped">
                  <Name value={a} /> − <Name value={b} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => {
              const of = differences.filter((each) => each.kind === kind && each.metric === metric);
              return (
                <tr key={kind}>
                  <th scope="row">
                    <Name value={kindLabel(kind)} />
                  </th>
                  <td>
                    <Figure value={of[0]?.n ?? 0} text={wholeNumber(of[0]?.n ?? 0)} />
                  </td>
                  {compared.map(({ a, b }) => (
                    <Cell key={`${a} ${b}`} difference={of.find((each) => each.a === a && each.b === b)} />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </ScrollingTable>
      ))}
    </details>
  );
}
