import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { kindLabel } from '../../variation/kind-names.js';
import { percent } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { ReportedRow } from '../report-data.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { type PaletteColor, paint } from './palette.js';

const SERIES: readonly PaletteColor[] = ['series-0', 'series-1', 'series-2', 'series-3'];

/** The color of the `index`-th of at most four models shown side by side. */
export function seriesColor(index: number): PaletteColor {
  return SERIES[index % SERIES.length]!;
}

function describe(rows: readonly ReportedRow[], kinds: readonly string[]): string {
  const figures = kinds.map((kind) => {
    const models = rows.map((row) => {
      const rs = row.byKind[kind]?.figures.rs;
      return `${shortName(row.model)} ${rs ? percent(rs.value) : 'no pairs'}`;
    });
    return `${shortName(kindLabel(kind))}: ${models.join(', ')}`;
  });
  return `Consistency (RS) in percent by kind of rewording. ${figures.join('; ')}.`;
}

const GAPS = { barGap: '12%', barCategoryGap: '34%' } as const;

/** A line along the middle of a bar over its interval. */
function whisker(index: number, bars: number, lying: boolean): CustomSeriesRenderItem {
  return (_, api) => {
    const layout = api.barLayout({ count: bars, ...GAPS }) as unknown as { offsetCenter: number }[];
    const offset = layout[index]!.offsetCenter;
    const [low, high] = [1, 2].map((end) =>
      api.coord(lying ? [api.value(end), api.value(0)] : [api.value(0), api.value(end)]),
    ) as [number[], number[]];
    const [dx, dy] = lying ? [0, offset] : [offset, 0];
    const shape = { x1: low[0]! + dx, y1: low[1]! + dy, x2: high[0]! + dx, y2: high[1]! + dy };
    return { type: 'line', shape, style: { fill: 'none', stroke: paint('ink'), lineWidth: 1 } };
  };
}

/** Wide: kinds side by side with upright bars. Narrow: kinds below each other with lying bars. */
function draw(rows: readonly ReportedRow[], kinds: readonly string[], width: number, id: string): string {
  const lying = width === NARROW || kinds.length > 8;
  const shares = {
    ...axisStyle,
    type: 'value' as const,
    min: 0,
    max: 1,
    interval: 0.25,
    axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => `${Math.round(value * 100)} %` },
  };
  const names = {
    ...axisStyle,
    type: 'category' as const,
    inverse: lying,
    data: kinds.map((kind) => axisName(kindLabel(kind), 17)),
    axisLabel: { color: paint('ink'), fontSize: lying ? 12 : 13, interval: 0 },
  };
  const height = lying ? kinds.length * (rows.length * 11 + 18) + 34 : 260;
  return drawChart(
    { id, label: describe(rows, kinds), width, height },
    {
      grid: lying ? { left: 108, right: 16, top: 4, bottom: 28 } : { left: 48, right: 8, top: 10, bottom: 30 },
      xAxis: lying ? shares : names,
      yAxis: lying ? names : shares,
      series: [
        ...rows.map((row, index) => ({
          type: 'bar',
          silent: true,
          ...GAPS,
          itemStyle: { color: paint(seriesColor(index)) },
          data: kinds.map((kind) => row.byKind[kind]?.figures.rs?.value ?? '-'),
        })),
        ...rows.map((row, index) => ({
          type: 'custom',
          silent: true,
          // In front of the bars, which would hide the lower half.
          z: 3,
          encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
          renderItem: whisker(index, rows.length, lying),
          data: kinds.flatMap((kind, at) => {
            const rs = row.byKind[kind]?.figures.rs;
            return rs ? [[at, rs.low, rs.high]] : [];
          }),
        })),
      ],
    },
  );
}

/** Grouped bars: RS of at most four models for every kind of rewording. */
export function kindChart(rows: readonly ReportedRow[], kinds: readonly string[]): ChartPair {
  return { wide: draw(rows, kinds, WIDE, 'kinds-wide'), narrow: draw(rows, kinds, NARROW, 'kinds-narrow') };
}
