import {
  hasTrack,
  lastOf,
  MOST_POINTS,
  TRACK_STYLES,
  TRACKS,
  type Track,
  trackCeiling,
  trainingChart,
} from '../charts/training-chart.js';
import { compactNumber, score, wholeNumber } from '../number-format.js';
import type { TrainingCurve } from '../report-data.js';
import { Figure, Legend, Name, OwnMarkup, ScrollingTable, Section } from './elements.js';

/** The upper of the two middle values where there are two. */
function median(values: readonly number[]): number | undefined {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)];
}

function TrainingRow({ curve, withKl }: { curve: TrainingCurve; withKl: boolean }) {
  const first = curve.steps[0]!;
  const last = curve.steps.at(-1)!;
  const peak = curve.steps.reduce((most, { learningRate }) => Math.max(most, learningRate), 0);
  const kl = lastOf(curve, 'kl');
  const norm = median(curve.steps.map(({ gradientNorm }) => gradientNorm));
  return (
    <tr>
      <th scope="row">
        <Name value={curve.model} />
      </th>
      <td>
        <Figure value={last.step} text={wholeNumber(last.step)} />
      </td>
      <td>
        <Figure value={first.ce} text={score(first.ce)} />
      </td>
      <td>
        <Figure value={last.ce} text={score(last.ce)} />
      </td>
      <td>
        {last.triplet !== null && hasTrack(curve, 'triplet') ? (
          <Figure value={last.triplet} text={score(last.triplet)} />
        ) : (
          'none'
        )}
      </td>
      {withKl && <td>{kl === undefined ? 'none' : <Figure value={kl} text={score(kl)} />}</td>}
      <td>
        <Figure value={peak} text={compactNumber(peak)} />
      </td>
      <td>{norm === undefined ? 'none' : <Figure value={norm} text={compactNumber(norm)} />}</td>
    </tr>
  );
}

/** Loss curves of every trained model, as small charts on one scale, with their first and last values. */
export function TrainingSection({ training }: { training: readonly TrainingCurve[] }) {
  const curves = training.filter(({ steps }) => steps.length > 0);
  if (curves.length === 0) {
    return (
      <Section id="training" title="Training">
        <p>This run recorded no training.</p>
      </Section>
    );
  }
  const ceilings = Object.fromEntries(TRACKS.map((track) => [track, trackCeiling(curves, track)])) as Record<
    Track,
    number
  >;
  const averaged = curves.some(({ steps }) => steps.length > MOST_POINTS);
  const withKl = curves.some((curve) => hasTrack(curve, 'kl'));
  const legend = TRACKS.filter((track) => curves.some((curve) => hasTrack(curve, track))).map((track) => ({
    swatch: 'line',
    ...TRACK_STYLES[track],
  }));
  return (
    <Section id="training" title="Training">
      <Legend entries={legend} />
      <div class="multiples">
        {curves.map((curve, index) => (
          <figure key={curve.model}>
            <figcaption>
              <Name value={curve.model} />
            </figcaption>
            <OwnMarkup class="chart" markup={trainingChart(curve, ceilings, index)} />
          </figure>
        ))}
      </div>
      <p class="note">
        Curves by step, from the top in the order of the legend. All models share the same scales
        {averaged ? `. Long curves are averaged to ${MOST_POINTS} points` : ''}.
      </p>
      <ScrollingTable id="training-caption" caption="First and last values of each training">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Steps</th>
            <th scope="col">First cross-entropy</th>
            <th scope="col">Last cross-entropy</th>
            <th scope="col">Last triplet loss</th>
            {withKl && <th scope="col">Last symmetric KL</th>}
            <th scope="col">Peak learning rate</th>
            <th scope="col">Median gradient norm</th>
          </tr>
        </thead>
        <tbody>
          {curves.map((curve) => (
            <TrainingRow key={curve.model} curve={curve} withKl={withKl} />
          ))}
        </tbody>
      </ScrollingTable>
    </Section>
  );
}
