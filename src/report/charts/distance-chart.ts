import { compactNumber } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { LayerWeights } from '../report-data.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { type PaletteColour, paint } from './palette.js';

const COLOURS: readonly PaletteColour[] = ['accent', 'series-1', 'series-2', 'series-0'];
/** Models are told apart by these as well as by their colours. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'] as const;

/** The colour of the `index`-th model's curve. */
export function curveColour(index: number): PaletteColour {
  return COLOURS[index % COLOURS.length]!;
}

/** A round number at or below `value`, and one at or above, at a distance that fits `span`. */
function roundOut(low: number, high: number): [number, number] {
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-6)));
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function draw({ models, perLayer }: LayerWeights, width: number, id: string): string {
  const all = perLayer.flatMap(({ d }) => d);
  const [min, max] = roundOut(Math.min(...all), Math.max(...all));
  const ends = models.map((model, k) => {
    const [first, last] = [perLayer[0]!.d[k]!, perLayer.at(-1)!.d[k]!];
    return `${shortName(model)} from ${compactNumber(first)} to ${compactNumber(last)}`;
  });
  return drawChart(
    { id, label: `Distance to the encoder's similarities by layer: ${ends.join('; ')}.`, width, height: 240 },
    {
      grid: { left: 56, right: 16, top: 10, bottom: 40 },
      xAxis: {
        ...axisStyle,
        type: 'category',
        boundaryGap: false,
        data: perLayer.map(({ layer }) => axisName(String(layer))),
        name: 'layer',
        nameLocation: 'middle',
        nameGap: 24,
      },
      yAxis: {
        ...axisStyle,
        type: 'value',
        min,
        max,
        interval: (max - min) / 4,
        axisLabel: { ...axisStyle.axisLabel, formatter: compactNumber },
      },
      series: models.map((_, k) => ({
        type: 'line',
        silent: true,
        symbol: SYMBOLS[k % SYMBOLS.length],
        symbolSize: 7,
        lineStyle: { color: paint(curveColour(k)), width: 1.5 },
        itemStyle: { color: paint(curveColour(k)) },
        data: perLayer.map(({ d }) => d[k]!),
      })),
    },
  );
}

/** d of every specialist by layer, one curve a specialist. */
export function distanceChart(weights: LayerWeights): ChartPair {
  return { wide: draw(weights, WIDE, 'distances-wide'), narrow: draw(weights, NARROW, 'distances-narrow') };
}
