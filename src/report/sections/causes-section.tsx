import { type Segment, shareBars } from '../charts/share-bars.js';
import { type ContextSplit, contextSplit } from '../context-split.js';
import { percent, signedPoints, wholeNumber } from '../number-format.js';
import type { ReportData } from '../report-data.js';
import { CauseDifferences } from './cause-differences.js';
import { ChartFigure, Figure, Legend, Name, ScrollingTable, Section } from './elements.js';
import { MeasuredCauses } from './measured-causes.js';

function SplitRow({ split }: { split: ContextSplit }) {
  const { same, other, generatorShare, excess } = split;
  return (
    <tr class={split.model === 'Merged' ? 'headline' : undefined}>
      <th scope="row">
        <Name value={split.model} />
      </th>
      {[same, other].map((group, index) => (
        <td key={`${index}`}>
          {group.pairs === 0 ? 'no pairs' : <Figure value={group.rate} text={percent(group.rate)} />}
          <span class="interval">
            <Figure value={group.inconsistent} text={wholeNumber(group.inconsistent)} /> of{' '}
            <Figure value={group.pairs} text={wholeNumber(group.pairs)} />
          </span>
        </td>
      ))}
      <td>
        {excess ? (
          <>
            <Figure value={excess.value} text={signedPoints(excess.value)} />
            <span class="interval">
              <Figure value={excess.low} text={signedPoints(excess.low)} /> to{' '}
              <Figure value={excess.high} text={signedPoints(excess.high)} />
            </span>
          </>
        ) : (
          'no pairs'
        )}
      </td>
      <td>
        {generatorShare ? (
          <>
            <Figure value={generatorShare.value} text={percent(generatorShare.value)} />
            <span class="interval">
              <Figure value={generatorShare.low} text={percent(generatorShare.low)} />–
              <Figure value={generatorShare.high} text={percent(generatorShare.high)} />
            </span>
          </>
        ) : (
          'none'
        )}
      </td>
    </tr>
  );
}

/** Inconsistent pairs with the same and with different contexts. */
function SplitView({ splits }: { splits: readonly ContextSplit[] }) {
  const total = ({ same, other }: ContextSplit) => same.pairs + other.pairs;
  const segments: Segment[] = [
    { name: 'same contexts', color: 'accent', shares: splits.map((split) => split.same.inconsistent / total(split)) },
    {
      name: 'different contexts',
      color: 'series-1',
      shares: splits.map((split) => split.other.inconsistent / total(split)),
    },
  ];
  return (
    <>
      <ChartFigure
        chart={shareBars(
          splits.map(({ model }) => model),
          segments,
          {
            id: 'causes',
            about: 'Inconsistent pairs as a share of all pairs, by same or different contexts of the two wordings',
          },
        )}
        legend={<Legend entries={segments.map(({ name, color }) => ({ name, swatch: 'bar', color }))} />}
        caption="Inconsistent pairs as a share of all pairs. With the same contexts, the generator alone changed its answer. With different contexts, the retriever found other passages, and the generator may have changed its answer too."
      />
      <ScrollingTable
        id="causes-caption"
        caption="Inconsistent pairs in percent, by same or different contexts. Below: 95 % intervals (Newcombe, Wilson), widened for questions with several rewordings"
      >
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="wrapped">
              Inconsistent with the same contexts
            </th>
            <th scope="col" class="wrapped">
              Inconsistent with different contexts
            </th>
            <th scope="col" class="wrapped">
              Different minus same, points
            </th>
            <th scope="col" class="wrapped">
              Share of all inconsistency with the same contexts
            </th>
          </tr>
        </thead>
        <tbody>
          {splits.map((split) => (
            <SplitRow key={split.model} split={split} />
          ))}
        </tbody>
      </ScrollingTable>
    </>
  );
}

/** Retriever or generator: measured shares if available, else by the pairs' contexts. */
export function CausesSection({ data }: { data: ReportData }) {
  const splits = data.ladder.rows.flatMap((row) => contextSplit(data.pairs, row) ?? []);
  return (
    <Section id="causes" title="Retriever or generator">
      <MeasuredCauses rows={data.ladder.rows} />
      <CauseDifferences differences={data.ladder.causeDifferences ?? []} />
      {splits.length > 0 ? (
        <SplitView splits={splits} />
      ) : (
        <p>No pairs were recorded, so no cause can be determined.</p>
      )}
    </Section>
  );
}
