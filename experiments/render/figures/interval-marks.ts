import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { type PaletteColor, paint } from 'unisono/report/charts';

/** How a mark looks: `lift` moves it off its place, in pixels; `hollow` draws a ring. */
export interface MarkStyle {
  readonly color: PaletteColor;
  readonly lift?: number;
  readonly hollow?: boolean;
  /** Names of the items, written to the right of their dots. */
  readonly names?: readonly string[];
}

/** Draws items [value, low, high, place] as a dot on its interval, along the x axis or along the y axis. */
export function intervalMark(
  along: 'x' | 'y',
  { color, lift = 0, hollow = false, names }: MarkStyle,
): CustomSeriesRenderItem {
  const stroke = paint(color);
  return ({ dataIndex }, api) => {
    const name = names?.[dataIndex];
    const place = api.value(3);
    const [at, low, high] = [0, 1, 2].map((dimension) => {
      const value = api.value(dimension);
      return api.coord(along === 'x' ? [value, place] : [place, value]) as [number, number];
    }) as [[number, number], [number, number], [number, number]];
    const [dx, dy] = along === 'x' ? [0, lift] : [lift, 0];
    const shape = { x1: low[0] + dx, y1: low[1] + dy, x2: high[0] + dx, y2: high[1] + dy };
    return {
      type: 'group',
      children: [
        { type: 'line', shape, style: { fill: 'none', stroke, lineWidth: 1.5 } },
        {
          type: 'circle',
          shape: { cx: at[0] + dx, cy: at[1] + dy, r: hollow ? 3.6 : 4.2 },
          style: hollow ? { fill: paint('paper'), stroke, lineWidth: 1.75 } : { fill: stroke },
        },
        ...(name === undefined
          ? []
          : [
              {
                type: 'text' as const,
                style: { text: name, x: at[0] + dx + 9, y: at[1] + dy - 6, fill: paint('ink'), fontSize: 12 },
              },
            ]),
      ],
    };
  };
}
