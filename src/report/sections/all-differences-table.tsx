import { differenceFormat, MAIN_METRICS, metricName } from '../names.js';
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

/** Every measured difference, with its percentile and BCa intervals side by side. */
export function AllDifferencesTable({ differences }: { differences: readonly Difference[] }) {
  if (!differences.some(({ metric, bca }) => bca || !MAIN_METRICS.includes(metric))) return null;
  return (
    <details>
      <summary>All differences with BCa intervals</summary>
      <ScrollingTable
        id="all-differences-caption"
        caption="95 % intervals from the same resamples, in percentage points for shares: percentile intervals, as elsewhere on this page, and bias-corrected and accelerated (BCa) intervals"
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
          {differences.map(({ a, b, metric, value, low, high, bca }) => {
            const format = differenceFormat(metric);
            return (
              <tr key={`${a} ${b} ${metric}`}>
                <th scope="row" class="compared">
                  <Name value={a} /> − <Name value={b} />
                </th>
                <td>{metricName(metric)}</td>
                <td>
                  <Figure value={value} text={format(value)} />
                </td>
                <Interval ends={[low, high]} format={format} />
                {bca ? <Interval ends={bca} format={format} /> : <td class="not-measured">not computed</td>}
              </tr>
            );
          })}
        </tbody>
      </ScrollingTable>
    </details>
  );
}
