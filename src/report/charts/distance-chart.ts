import { compactNumber } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { LayerWeights } from '../report-data.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { type PaletteColor, paint } from './palette.js';

const COLOURS: readonly PaletteColor[] = ['accent', 'series-1', 'series-2', 'series-0'];
/** Symbols that distinguish models in addition to their colors. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;

/** The color of the `index`-th model's curve. */
export function curveColor(index: number): PaletteColor {
  return COLOURS[index % COLOURS.length]!;
}

/** A round number at or below `value`, and one at or above, at a distance that fits `span`. */
function roundOut(low: number, high: number): [number, number] {
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-6)));
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/** The two panels from the top: position in CSS pixels, and their values. */
const PANELS = [
  { top: 22, height: 130, name: 'd', of: (d: readonly number[]) => d },
  { top: 192, height: 90, name: 'd minus smallest d', of: (d: readonly number[]) => d.map((x) => x - Math.min(...d)) },
] as const;

function draw({ models, perLayer }: LayerWeights, width: number, id: string): string {
  const ends = models.map((model, k) => {
    const [first, last] = [perLayer[0]!.d[k]!, perLayer.at(-1)!.d[k]!];
    return `${shortName(model)} from ${compactNumber(first)} to ${compactNumber(last)}`;
  });
  const label = `Distance to the encoder's similarities by layer: ${ends.join('; ')}. The figures are in the table below.`;
  const panels = PANELS.map((panel) => {
    const values = perLayer.map(({ d }) => panel.of(d));
    const [min, max] = roundOut(Math.min(...values.flat()), Math.max(...values.flat()));
    return { ...panel, values, min, max };
  });
  return drawChart(
    { id, label, width, height: 322 },
    {
      grid: panels.map(({ top, height }) => ({ left: 60, right: 16, top, height })),
      xAxis: panels.map((_, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'category',
        boundaryGap: false,
        data: perLayer.map(({ layer }) => axisName(String(layer))),
        axisLabel: { ...axisStyle.axisLabel, show: gridIndex === 1 },
        name: gridIndex === 1 ? 'layer' : '',
        nameLocation: 'middle',
        nameGap: 24,
      })),
      yAxis: panels.map(({ name, min, max }, gridIndex) => ({
        ...axisStyle,
        gridIndex,
        type: 'value',
        min,
        max,
        interval: (max - min) / 2,
        axisLabel: { ...axisStyle.axisLabel, formatter: compactNumber },
        name,
        nameGap: 8,
        nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -52] },
      })),
      series: panels.flatMap(({ values }, panel) =>
        models.map((_, k) => ({
          type: 'line',
          silent: true,
          clip: false,
          xAxisIndex: panel,
          yAxisIndex: panel,
          symbol: SYMBOLS[k % SYMBOLS.length],
          symbolSize: 7,
          lineStyle: { color: paint(curveColor(k)), width: 1.5 },
          itemStyle: { color: paint(curveColor(k)) },
          data: values.map((row) => row[k]!),
        })),
      ),
    },
  );
}

/** d by layer, one curve per specialist. */
export function distanceChart(weights: LayerWeights): ChartPair {
  return { wide: draw(weights, WIDE, 'distances-wide'), narrow: draw(weights, NARROW, 'distances-narrow') };
}
