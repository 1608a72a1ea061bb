import type { CauseDifference } from '../../evaluation/causes/causes.js';
import { direction } from '../comparison.js';
import { signedPoints, wholeNumber } from '../number-format.js';
import { Figure, Name, ScrollingTable } from './elements.js';

const NAMES = [
  ['endToEnd', 'all inconsistency'],
  ['retriever', 'retriever'],
  ['generator', 'generator'],
  ['noise', 'noise'],
  ['undivided', 'retriever or generator, not separated'],
] as const;

function Cell({ of }: { of: CauseDifference | undefined }) {
  if (!of) return <td class="not-measured">not measured</td>;
  const { value, low, high } = of;
  return (
    <td class={direction({ low, high }) === 'unclear' ? 'unclear' : 'shown'}>
      <Figure value={value} text={signedPoints(value)} />
      <span class="interval">
        <Figure value={low} text={signedPoints(low)} /> to <Figure value={high} text={signedPoints(high)} />
      </span>
    </td>
  );
}

/** Differences between models in the inconsistency from each cause. */
export function CauseDifferences({ differences }: { differences: readonly CauseDifference[] }) {
  const byRs = differences.filter(({ measure }) => measure === 'rs');
  if (byRs.length === 0) return null;
  const compared = [...new Map(byRs.map((each) => [JSON.stringify([each.a, each.b]), each])).values()];
  const shown = NAMES.filter(([what]) => byRs.some((each) => each.what === what));
  return (
    <details>
      <summary>Differences between models by cause</summary>
      <ScrollingTable
        id="cause-differences"
        caption="Inconsistency (100 minus RS) from each cause, first model minus second, in points. Below: 95 % intervals of a paired bootstrap clustered by question. Bold: the interval excludes 0"
      >
        <thead>
          <tr>
            <th scope="col">Models</th>
            <th scope="col">Pairs</th>
            {shown.map(([what, name]) => (
              <th scope="col" key={what} class="wrapped">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {compared.map(({ a, b, n }) => (
            <tr key={`${a} ${b}`}>
              <th scope="row">
                <Name value={a} /> − <Name value={b} />
              </th>
              <td>
                <Figure value={n} text={wholeNumber(n)} />
              </td>
              {shown.map(([what]) => (
                <Cell key={what} of={byRs.find((each) => each.a === a && each.b === b && each.what === what)} />
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollingTable>
    </details>
  );
}
