import { axisStyle, drawChart, type PaletteColor, paint, WIDE } from 'unisono/report/charts';
import { type LegendEntry, standalone } from './standalone.js';

/** One curve over the layers; null where a layer has no value. */
export interface LayerCurve {
  readonly text: string;
  readonly values: readonly (number | null)[];
}

const STYLES = [
  { color: 'accent', symbol: 'circle', mark: 'dot' },
  { color: 'series-1', symbol: 'rect', mark: 'square' },
  { color: 'series-2', symbol: 'triangle', mark: 'triangle' },
  { color: 'series-0', symbol: 'diamond', mark: 'diamond' },
] as const satisfies readonly { color: PaletteColor; symbol: string; mark: LegendEntry['mark'] }[];

/** Up to four curves over the layers, on a linear or a logarithmic axis. */
export function layerFigure(figure: {
  readonly id: string;
  readonly yName: string;
  readonly scale?: 'value' | 'log';
  readonly layers: readonly number[];
  readonly curves: readonly LayerCurve[];
}): string {
  const { id, yName, scale = 'value', layers, curves } = figure;
  if (curves.length > STYLES.length) throw new Error(`${curves.length} curves, ${STYLES.length} can be told apart`);
  const ends = curves.map(({ text, values }) => `${text} from ${compact(values[0])} to ${compact(values.at(-1))}`);
  const label = `${yName} by layer: ${ends.join('; ')}. The figures are in the table.`;
  const chart = drawChart(
    { id, label, width: WIDE, height: 260 },
    {
      grid: { left: 70, right: 20, top: 26, bottom: 40 },
      xAxis: {
        ...axisStyle,
        type: 'category',
        boundaryGap: false,
        data: layers.map(String),
        name: 'layer',
        nameLocation: 'middle',
        nameGap: 26,
      },
      yAxis: {
        ...axisStyle,
        type: scale,
        scale: true,
        axisLabel: { ...axisStyle.axisLabel, formatter: compact },
        name: yName,
        nameGap: 10,
        nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -56] },
      },
      series: curves.map(({ values }, k) => ({
        type: 'line',
        silent: true,
        clip: false,
        symbol: STYLES[k]!.symbol,
        symbolSize: 6,
        showAllSymbol: true,
        lineStyle: { color: paint(STYLES[k]!.color), width: 1.5 },
        itemStyle: { color: paint(STYLES[k]!.color) },
        data: [...values],
      })),
    },
  );
  const legend = curves.map(({ text }, k) => ({ mark: STYLES[k]!.mark, color: STYLES[k]!.color, text }));
  return standalone(chart, legend);
}

/** Three digits; powers of ten below a thousandth. */
function compact(value: number | null | undefined): string {
  if (value == null) return 'nothing';
  const rounded = Number(value.toPrecision(3));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}
