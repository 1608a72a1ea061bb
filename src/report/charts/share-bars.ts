import { percent } from '../number-format.js';
import { shortName } from '../plain-text.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { type PaletteColor, paint } from './palette.js';

/** One part of every bar. */
export interface Segment {
  readonly name: string;
  readonly color: PaletteColor;
  /** Shares in [0, 1], one for every row; a row's shares add up to at most 1. */
  readonly shares: readonly number[];
}

const ROW_HEIGHT = 30;
/** Possible ends of the axis, so that short bars are not squeezed into a corner. */
const ENDS = [0.2, 0.4, 1];

function draw(rows: readonly string[], segments: readonly Segment[], about: string, width: number, id: string): string {
  const figures = rows.map(
    (row, index) =>
      `${shortName(row)}: ${segments.map(({ name, shares }) => `${name} ${percent(shares[index]!)}`).join(', ')}`,
  );
  const longest = Math.max(...rows.map((_, row) => segments.reduce((sum, { shares }) => sum + shares[row]!, 0)));
  const end = ENDS.find((each) => longest <= each) ?? 1;
  return drawChart(
    { id, label: `${about}, in percent. ${figures.join('; ')}.`, width, height: rows.length * ROW_HEIGHT + 34 },
    {
      grid: { left: width === WIDE ? 72 : 62, right: 16, top: 4, bottom: 28 },
      xAxis: {
        ...axisStyle,
        type: 'value',
        min: 0,
        max: end,
        interval: end / 4,
        axisLabel: { ...axisStyle.axisLabel, formatter: (value: number) => `${Math.round(value * 100)} %` },
      },
      yAxis: {
        ...axisStyle,
        type: 'category',
        inverse: true,
        data: rows.map((row) => axisName(row)),
        axisLabel: { color: paint('ink'), fontSize: 13, interval: 0 },
      },
      series: segments.map(({ color, shares }) => ({
        type: 'bar',
        stack: 'all',
        silent: true,
        barWidth: 16,
        itemStyle: { color: paint(color), borderColor: paint('paper'), borderWidth: 1 },
        data: [...shares],
      })),
    },
  );
}

/** One bar per row, its parts side by side. `id` is unique on the page; `about` says what a whole bar is. */
export function shareBars(
  rows: readonly string[],
  segments: readonly Segment[],
  { id, about }: { id: string; about: string },
): ChartPair {
  return {
    wide: draw(rows, segments, about, WIDE, `${id}-wide`),
    narrow: draw(rows, segments, about, NARROW, `${id}-narrow`),
  };
}
