import { isShare, metricName } from '../names.js';
import { signedPoints, signedScore } from '../number-format.js';
import type { Difference } from '../report-data.js';
import { Figure, Name, ScrollingTable } from './elements.js';

function Interval({
  ends: [low, high],
  format,
}: {
  ends: readonly [number, number];
  format: (value: number) => string;
}) {
  return (
    <td>
      <Figure value={low} text={format(low)} /> to <Figure value={high} text={format(high)} />
    </td>
  );
}

/** The differences' intervals by percentiles and by BCa side by side, where both were taken. */
export function BcaTable({ differences }: { differences: readonly Difference[] }) {
  const both = differences.flatMap((difference) => (difference.bca ? [{ ...difference, bca: difference.bca }] : []));
  if (both.length === 0) return null;
  return (
    <details>
      <summary>The differences' intervals by BCa</summary>
      <ScrollingTable
        id="bca-caption"
        caption="95 % intervals of the same resamples: by percentiles, as everywhere on this page, and bias-corrected and accelerated (BCa); shares in points"
      >
        <thead>
          <tr>
            <th scope="col">Models</th>
            <th scope="col">Metric</th>
            <th scope="col">Difference</th>
            <th scope="col">Percentiles</th>
            <th scope="col">BCa</th>
          </tr>
        </thead>
        <tbody>
          {both.map(({ a, b, metric, difference, low, high, bca }) => {
            const format = isShare(metric) ? signedPoints : signedScore;
            return (
              <tr key={`${a} ${b} ${metric}`}>
                <th scope="row">
                  <Name value={a} /> − <Name value={b} />
                </th>
                <td>{metricName(metric)}</td>
                <td>
                  <Figure value={difference} text={format(difference)} />
                </td>
                <Interval ends={[low, high]} format={format} />
                <Interval ends={bca} format={format} />
              </tr>
            );
          })}
        </tbody>
      </ScrollingTable>
    </details>
  );
}
