import { compactNumber, score } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { TrainingCurve } from '../report-data.js';
import { axisStyle, drawChart } from './chart.js';
import { type PaletteColor, paint } from './palette.js';

/** Largest number of points of a curve; longer ones are averaged in equal parts. */
export const MOST_POINTS = 120;

/** Means of equal parts of `points` ([x, y]), at most `most` of them; fewer points come back as they are. */
export function averagedPoints(points: readonly (readonly [number, number])[], most = MOST_POINTS): [number, number][] {
  if (points.length <= most) return points.map(([x, y]) => [x, y]);
  return Array.from({ length: most }, (_, part) => {
    const slice = points.slice(
      Math.floor((part * points.length) / most),
      Math.floor(((part + 1) * points.length) / most),
    );
    const mean = (pick: 0 | 1) => slice.reduce((sum, point) => sum + point[pick], 0) / slice.length;
    return [mean(0), mean(1)];
  });
}

/** Curves of a training, from the top: the answer tokens' cross-entropy, then the other logged values. */
export const TRACKS = ['ce', 'triplet', 'kl', 'gradientNorm', 'learningRate'] as const;
export type Track = (typeof TRACKS)[number];

/** The name and the color of a track. */
export const TRACK_STYLES: Readonly<Record<Track, { name: string; color: PaletteColor }>> = {
  ce: { name: 'cross-entropy', color: 'accent' },
  triplet: { name: 'triplet loss', color: 'series-1' },
  kl: { name: 'symmetric KL between wordings', color: 'series-3' },
  gradientNorm: { name: 'gradient norm before clipping', color: 'series-2' },
  learningRate: { name: 'learning rate', color: 'series-0' },
};

function trackPoints({ steps }: TrainingCurve, track: Track): [number, number][] {
  return averagedPoints(steps.flatMap((each) => (each[track] == null ? [] : [[each.step, each[track]] as const])));
}

const ROUND_STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** A round number at or above the largest drawn value of `track` over all models, which share one axis. */
export function trackCeiling(curves: readonly TrainingCurve[], track: Track): number {
  const largest = curves.flatMap((curve) => trackPoints(curve, track)).reduce((most, [, y]) => Math.max(most, y), 0);
  if (largest <= 0) return 1;
  const exponent = Math.floor(Math.log10(largest));
  const step = ROUND_STEPS.find((each) => Number(`${each}e${exponent}`) >= largest) ?? 10;
  return Number(`${step}e${exponent}`);
}

/** Whether a track was logged; for the triplet loss, whether it was ever not 0. */
export function hasTrack({ steps }: TrainingCurve, track: Track): boolean {
  return steps.some((step) => step[track] != null && (track !== 'triplet' || step[track] !== 0));
}

/** The last logged value of a track, or undefined. */
export function lastOf({ steps }: TrainingCurve, track: Track): number | undefined {
  return steps.findLast((step) => step[track] != null)?.[track] ?? undefined;
}

/** Heights of the tracks and of the space between them, in CSS pixels. */
const TALL = 92;
const LOW = 34;
const GAP = 16;
const FIRST = 8;
const AXIS = 26;

/** One small chart: cross-entropy above, the other tracks below it, each on a scale of its own, all over the steps. */
export function trainingChart(curve: TrainingCurve, ceilings: Readonly<Record<Track, number>>, index: number): string {
  const { steps } = curve;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const tracks = TRACKS.filter((track) => hasTrack(curve, track));
  const triplet = tracks.includes('triplet') ? `, triplet loss to ${score(last.triplet ?? 0)}` : '';
  const kl = tracks.includes('kl') ? `, symmetric KL to ${score(lastOf(curve, 'kl') ?? 0)}` : '';
  const label = `Training of ${shortName(curve.model)} over ${steps.length} recorded steps: cross-entropy from ${score(first.ce)} to ${score(last.ce)}${triplet}${kl}.`;
  const lowest = tracks.length - 1;
  const top = (track: number) => FIRST + (track === 0 ? 0 : TALL + GAP + (track - 1) * (LOW + GAP));
  const height = top(lowest) + (lowest === 0 ? TALL : LOW) + AXIS;
  return drawChart(
    { id: `training-${index}`, label, width: 290, height },
    {
      grid: tracks.map((_, track) => ({ left: 40, right: 12, top: top(track), height: track === 0 ? TALL : LOW })),
      xAxis: tracks.map((_, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'value',
        min: first.step,
        max: Math.max(last.step, first.step + 1),
        interval: Math.max(last.step - first.step, 1),
        splitLine: { show: false },
        axisLabel: { ...axisStyle.axisLabel, show: gridIndex === lowest },
        axisLine: { show: gridIndex === lowest, lineStyle: { color: paint('rule') } },
      })),
      yAxis: tracks.map((track, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'value',
        min: 0,
        max: ceilings[track],
        interval: track === 'ce' ? ceilings.ce / 2 : ceilings[track],
        axisLabel: { ...axisStyle.axisLabel, formatter: compactNumber },
      })),
      series: tracks.map((track, panel) => ({
        type: 'line',
        silent: true,
        xAxisIndex: panel,
        yAxisIndex: panel,
        showSymbol: steps.length === 1,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { color: paint(TRACK_STYLES[track].color), width: track === 'ce' ? 1.75 : 1.25 },
        itemStyle: { color: paint(TRACK_STYLES[track].color) },
        data: trackPoints(curve, track),
      })),
    },
  );
}
