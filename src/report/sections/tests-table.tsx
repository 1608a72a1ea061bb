import { metricName } from '../names.js';
import { probability, wholeNumber } from '../number-format.js';
import type { PairedTest } from '../report-data.js';
import { Figure, Name, ScrollingTable } from './elements.js';

/** Largest adjusted p-value that is set in bold. */
const LEVEL = 0.05;

/** McNemar's tests of the ladder, adjusted by Holm over all of them. */
export function TestsTable({ tests }: { tests: readonly PairedTest[] }) {
  if (tests.length === 0) return null;
  return (
    <details>
      <summary>Significance tests of these comparisons</summary>
      <ScrollingTable
        id="tests-caption"
        caption={`McNemar's exact two-sided test of each comparison. Holm's p is adjusted for all ${tests.length} tests (bold: at most ${LEVEL}). The test assumes independent pairs, but pairs of one question are not independent: if test and interval disagree, rely on the interval`}
      >
        <thead>
          <tr>
            <th scope="col">Models</th>
            <th scope="col">Metric</th>
            <th scope="col">Only the first</th>
            <th scope="col">Only the second</th>
            <th scope="col">p, exact</th>
            <th scope="col">p, Holm</th>
          </tr>
        </thead>
        <tbody>
          {tests.map(({ a, b, metric, onlyA, onlyB, exact, holm }) => (
            <tr key={`${a} ${b} ${metric}`}>
              <th scope="row" class="compared">
                <Name value={a} /> − <Name value={b} />
              </th>
              <td>{metricName(metric)}</td>
              <td>
                <Figure value={onlyA} text={wholeNumber(onlyA)} />
              </td>
              <td>
                <Figure value={onlyB} text={wholeNumber(onlyB)} />
              </td>
              <td>
                <Figure value={exact} text={probability(exact)} />
              </td>
              <td class={holm <= LEVEL ? 'shown' : 'unclear'}>
                <Figure value={holm} text={probability(holm)} />
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollingTable>
    </details>
  );
}
