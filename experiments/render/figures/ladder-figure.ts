import { axisName, axisStyle, drawChart, paint, WIDE } from 'unisono/report/charts';
import type { Results } from '../../runner/results.js';
import { short } from '../markdown.js';
import { figureOf, modelsOf, rowsOf, runsOf, type Spread } from '../seeds.js';
import { intervalMark } from './interval-marks.js';
import { type LegendEntry, standalone } from './standalone.js';

const ROW_HEIGHT = 34;

/** Marks drawn for every measured rung. */
const SERIES = [
  { subset: 'human', figure: 'rs', color: 'accent', lift: -7, hollow: false, text: 'RS, rewordings by people' },
  { subset: 'synthesized', figure: 'rs', color: 'series-2', lift: 0, hollow: false, text: 'RS, rewordings by rules' },
  { subset: 'all', figure: 'bothRight', color: 'series-1', lift: 7, hollow: true, text: 'both answers right, all' },
] as const;

/** RS of every rung with its interval, or its range over the seeds, apart for human and synthesized rewordings. */
export function ladderFigure(results: Results): string {
  const models = modelsOf(runsOf(results, 'all'));
  const series = SERIES.map(({ subset, figure, ...style }) => {
    const runs = runsOf(results, subset);
    const points = models.flatMap((model, place) => {
      const found = figureOf(rowsOf(runs, model), figure);
      return found ? [{ ...found, model, place }] : [];
    });
    return { ...style, points };
  }).filter(({ points }) => points.length > 0);
  const label = series.map(({ text, points }) => `${text}: ${points.map(told).join(', ')}`).join('; ');
  const legend: LegendEntry[] = series.map(({ text, color, hollow }) => ({
    mark: hollow ? 'ring' : 'dot',
    color,
    text,
  }));
  const chart = drawChart(
    { id: 'ladder', label, width: WIDE, height: models.length * ROW_HEIGHT + 34 },
    {
      grid: { left: 150, right: 24, top: 4, bottom: 28 },
      xAxis: { ...axisStyle, type: 'value', min: 0, max: 1, interval: 0.1 },
      yAxis: {
        ...axisStyle,
        type: 'category',
        inverse: true,
        data: models.map((model) => axisName(model, 22)),
        axisLabel: { color: paint('ink'), fontSize: 12 },
      },
      series: series.map(({ points, ...style }) => ({
        type: 'custom',
        silent: true,
        encode: { x: [0, 1, 2], y: 3 },
        renderItem: intervalMark('x', style),
        data: points.map(({ value, low, high, place }) => [value, low, high, place]),
      })),
    },
  );
  return standalone(chart, legend);
}

const told = ({ model, value, low, high }: Spread & { model: string }) =>
  `${model} ${short(value)} (${short(low)} to ${short(high)})`;
