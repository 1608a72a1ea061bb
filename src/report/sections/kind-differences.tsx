import type { KindDifference } from '../../evaluation/ladder.js';
import { kindLabel, orderKinds } from '../../variation/kind-names.js';
import { direction } from '../comparison.js';
import { signedPoints, wholeNumber } from '../number-format.js';
import { Figure, Name, ScrollingTable } from './elements.js';

const METRICS = ['rs', 'bothRight'] as const;

function Cell({ difference }: { difference: KindDifference | undefined }) {
  if (!difference) return <td class="not-measured">no pairs</td>;
  const { low, high } = difference;
  return (
    <td class={direction(difference) === 'unclear' ? 'unclear' : 'shown'}>
      <Figure value={difference.difference} text={signedPoints(difference.difference)} />
      <span class="interval">
        <Figure value={low} text={signedPoints(low)} /> to <Figure value={high} text={signedPoints(high)} />
      </span>
    </td>
  );
}

/** Differences between models on each kind of rewording: RS, and both answers right. */
export function KindDifferences({ differences }: { differences: readonly KindDifference[] }) {
  if (differences.length === 0) return null;
  const compared = [...new Map(differences.map(({ a, b }) => [JSON.stringify([a, b]), { a, b }])).values()];
  const kinds = orderKinds(differences.map(({ kind }) => kind));
  return (
    <details>
      <summary>Differences between models by kind</summary>
      {METRICS.map((metric) => (
        <ScrollingTable
          key={metric}
          id={`kind-differences-${metric}`}
          caption={`${metric === 'rs' ? 'RS' : 'Both right'}, points, over 95 % intervals of a paired bootstrap clustered by question. Bold: the interval excludes 0; of so many comparisons one in twenty does by chance`}
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
                    <Figure value={of[0]?.pairs ?? 0} text={wholeNumber(of[0]?.pairs ?? 0)} />
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
