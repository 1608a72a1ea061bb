import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { percent } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { ReportedRow } from '../report-data.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { paint } from './palette.js';

const ROW_HEIGHT = 34;

/** A dot on its interval; `lift` moves it off the row's middle, `hollow` draws a ring. */
function dotOnInterval(lift: number, color: string, hollow: boolean): CustomSeriesRenderItem {
  return (_, api) => {
    const row = api.value(3);
    const [x, middle] = api.coord([api.value(0), row]) as [number, number];
    const [low] = api.coord([api.value(1), row]) as [number, number];
    const [high] = api.coord([api.value(2), row]) as [number, number];
    const y = middle + lift;
    const dot = hollow ? { fill: paint('paper'), stroke: color, lineWidth: 1.75 } : { fill: color };
    return {
      type: 'group',
      children: [
        {
          type: 'line',
          shape: { x1: low, y1: y, x2: high, y2: y },
          style: { fill: 'none', stroke: color, lineWidth: 1.5 },
        },
        { type: 'circle', shape: { cx: x, cy: y, r: hollow ? 3.6 : 4.2 }, style: dot },
      ],
    };
  };
}

function draw(rows: readonly ReportedRow[], width: number, id: string): string {
  const label = `Consistency (RS) and share of pairs with both answers right, in percent: ${rows
    .map(
      (row) => `${shortName(row.model)} ${percent(row.figures.rs.value)} and ${percent(row.figures.bothRight.value)}`,
    )
    .join('; ')}.`;
  const points = (metric: 'rs' | 'bothRight') =>
    rows.map(({ figures: { [metric]: figure } }, index) => [figure.value, figure.low, figure.high, index]);
  return drawChart(
    { id, label, width, height: rows.length * ROW_HEIGHT + 34 },
    {
      grid: { left: width === WIDE ? 72 : 62, right: 16, top: 4, bottom: 28 },
      xAxis: {
        ...axisStyle,
        type: 'value',
        min: 0,
        max: 1,
        interval: width === WIDE ? 0.1 : 0.25,
        axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => `${Math.round(value * 100)} %` },
      },
      yAxis: {
        ...axisStyle,
        type: 'category',
        inverse: true,
        data: rows.map(({ model }) => axisName(model)),
        axisLabel: { color: paint('ink'), fontSize: 13 },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          encode: { x: [0, 1, 2], y: 3 },
          renderItem: dotOnInterval(-5, paint('accent'), false),
          data: points('rs'),
        },
        {
          type: 'custom',
          silent: true,
          encode: { x: [0, 1, 2], y: 3 },
          renderItem: dotOnInterval(6, paint('series-1'), true),
          data: points('bothRight'),
        },
      ],
    },
  );
}

/** RS and "both right" of every model, each a dot on its 95 % interval, one row per model. */
export function ladderChart(rows: readonly ReportedRow[]): ChartPair {
  return { wide: draw(rows, WIDE, 'ladder-wide'), narrow: draw(rows, NARROW, 'ladder-narrow') };
}
