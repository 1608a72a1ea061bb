import { compactNumber, score } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { TrainingCurve } from '../report-data.js';
import { axisStyle, drawChart } from './chart.js';
import { paint } from './palette.js';

/** Most points drawn of one curve; longer ones are averaged in equal parts. */
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

/** The losses of a training: answer tokens' cross-entropy, and the triplet loss where it took part. */
export type Loss = 'ce' | 'triplet';

function lossPoints({ steps }: TrainingCurve, loss: Loss): [number, number][] {
  return averagedPoints(steps.flatMap((each) => (each[loss] === null ? [] : [[each.step, each[loss]] as const])));
}

const ROUND_STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** A round number at or above the largest drawn value of `loss` over all models, which share one axis. */
export function lossCeiling(curves: readonly TrainingCurve[], loss: Loss): number {
  const largest = curves.flatMap((curve) => lossPoints(curve, loss)).reduce((most, [, y]) => Math.max(most, y), 0);
  if (largest <= 0) return 1;
  const exponent = Math.floor(Math.log10(largest));
  const step = ROUND_STEPS.find((each) => Number(`${each}e${exponent}`) >= largest) ?? 10;
  return Number(`${step}e${exponent}`);
}

/** Whether the triplet loss took part in the training. */
export function hasTriplet({ steps }: TrainingCurve): boolean {
  return steps.some(({ triplet }) => triplet !== null && triplet !== 0);
}

/** Where the two panels lie, and the height of the whole with and without the lower one, in CSS pixels. */
const PANELS = { ce: { top: 8, height: 92 }, triplet: { top: 116, height: 34 } } as const;
const HEIGHTS = { withTriplet: 176, without: 126 } as const;

/** One small chart: cross-entropy above, triplet loss below on a scale of its own, both over the steps. */
export function trainingChart(curve: TrainingCurve, ceilings: Readonly<Record<Loss, number>>, index: number): string {
  const { steps } = curve;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const losses: Loss[] = hasTriplet(curve) ? ['ce', 'triplet'] : ['ce'];
  const triplet = losses.length === 2 ? `, triplet loss to ${score(last.triplet ?? 0)}` : '';
  const label = `Loss of ${shortName(curve.model)} over ${steps.length} recorded steps: cross-entropy from ${score(first.ce)} to ${score(last.ce)}${triplet}.`;
  return drawChart(
    { id: `training-${index}`, label, width: 290, height: hasTriplet(curve) ? HEIGHTS.withTriplet : HEIGHTS.without },
    {
      grid: losses.map((loss) => ({ left: 34, right: 12, ...PANELS[loss] })),
      xAxis: losses.map((loss, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'value',
        min: first.step,
        max: Math.max(last.step, first.step + 1),
        interval: Math.max(last.step - first.step, 1),
        splitLine: { show: false },
        axisLabel: { ...axisStyle.axisLabel, show: gridIndex === losses.length - 1 },
        axisLine: { show: loss === 'triplet' || losses.length === 1, lineStyle: { color: paint('rule') } },
      })),
      yAxis: losses.map((loss, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'value',
        min: 0,
        max: ceilings[loss],
        interval: loss === 'ce' ? ceilings.ce / 2 : ceilings.triplet,
        axisLabel: { ...axisStyle.axisLabel, formatter: compactNumber },
      })),
      series: losses.map((loss, panel) => ({
        type: 'line',
        silent: true,
        xAxisIndex: panel,
        yAxisIndex: panel,
        showSymbol: steps.length === 1,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { color: paint(loss === 'ce' ? 'accent' : 'series-1'), width: 1.75 },
        itemStyle: { color: paint(loss === 'ce' ? 'accent' : 'series-1') },
        data: lossPoints(curve, loss),
      })),
    },
  );
}
