import { score } from '../number-format.js';
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

/** The largest loss that is drawn, over all models: the small charts share one axis. */
export function lossCeiling(curves: readonly TrainingCurve[]): number {
  const drawn = curves.flatMap(({ steps }) => [
    ...averagedPoints(steps.map(({ step, ce }) => [step, ce])),
    ...averagedPoints(steps.map(({ step, triplet }) => [step, triplet ?? 0])),
  ]);
  const largest = drawn.reduce((most, [, loss]) => Math.max(most, loss), 0);
  return largest > 0 ? largest : 1;
}

/** Whether the triplet loss took part in the training. */
export function hasTriplet({ steps }: TrainingCurve): boolean {
  return steps.some(({ triplet }) => triplet !== null && triplet !== 0);
}

/** One small chart: cross-entropy (solid) and triplet loss (dashed) over the steps. */
export function trainingChart(curve: TrainingCurve, ceiling: number, index: number): string {
  const { steps } = curve;
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const line = (type: 'solid' | 'dashed', colour: string, width: number, points: (readonly [number, number])[]) => ({
    type: 'line',
    silent: true,
    showSymbol: points.length === 1,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: { color: colour, width, type },
    itemStyle: { color: colour },
    data: averagedPoints(points),
  });
  const triplet = steps.flatMap((s) => (s.triplet === null ? [] : [[s.step, s.triplet] as const]));
  return drawChart(
    {
      id: `training-${index}`,
      label: `Loss of ${shortName(curve.model)} over ${steps.length} recorded steps: cross-entropy from ${score(first.ce)} to ${score(last.ce)}.`,
      width: 290,
      height: 150,
    },
    {
      grid: { left: 34, right: 10, top: 8, bottom: 24 },
      xAxis: {
        ...axisStyle,
        type: 'value',
        min: 'dataMin',
        max: 'dataMax',
        splitNumber: 3,
        splitLine: { show: false },
      },
      yAxis: { ...axisStyle, type: 'value', min: 0, max: Math.ceil(ceiling), splitNumber: 3 },
      series: [
        line(
          'solid',
          paint('accent'),
          1.75,
          steps.map((s) => [s.step, s.ce] as const),
        ),
        ...(hasTriplet(curve) ? [line('dashed', paint('series-1'), 1.5, triplet)] : []),
      ],
    },
  );
}
