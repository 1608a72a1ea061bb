import { shortName } from '../plain-text.js';
import type { LayerWeights } from '../report-data.js';
import { axisName, axisStyle, type ChartPair, drawChart, NARROW, WIDE } from './chart.js';
import { paint, tint } from './palette.js';

/** With more layers than this, numbers side by side are not legible: layers are rows instead. */
const MOST_COLUMNS = 24;
/** Opacities of the lightest and the darkest cell; the number on it must stay legible. */
const LIGHTEST = 0.05;
const DARKEST = 0.5;
/** Weights closer together than this are not stretched over the whole range of tints. */
const LEAST_SPAN = 0.05;

/** The smallest and the largest weight. */
export function weightRange({ perLayer }: LayerWeights): [number, number] {
  const all = perLayer.flatMap(({ w }) => w);
  return [Math.min(...all), Math.max(...all)];
}

function draw(weights: LayerWeights, width: number, id: string): string {
  const { models, perLayer } = weights;
  const [low, high] = weightRange(weights);
  const span = Math.max(high - low, LEAST_SPAN);
  const layersDown = perLayer.length > (width === WIDE ? MOST_COLUMNS : 6);
  const [columns, rows] = layersDown ? [models.length, perLayer.length] : [perLayer.length, models.length];
  const modelAxis = {
    ...axisStyle,
    type: 'category',
    data: models.map((model) => axisName(model)),
    position: 'top',
    splitLine: undefined,
  };
  const layerAxis = { ...modelAxis, data: perLayer.map(({ layer }) => axisName(String(layer))) };
  /** Written in the corner, where the vertical axis starts, whichever of the two runs along the layers. */
  const corner = { name: 'layer', nameLocation: 'start', nameGap: 10 };
  const ink = { axisLabel: { color: paint('ink'), fontSize: 13, interval: 0 } };
  const cells = perLayer.flatMap(({ w }, layer) =>
    w.map((value, model) => ({
      visualMap: false,
      value: layersDown ? [model, layer, value] : [layer, model, value],
      itemStyle: { color: tint(LIGHTEST + (DARKEST - LIGHTEST) * ((value - low) / span)) },
    })),
  );
  const cellHeight = layersDown ? 24 : 38;
  const label = `Layer weights, ${models.map((model) => shortName(model)).join(', ')} by ${perLayer.length} layers, from ${low.toFixed(2)} to ${high.toFixed(2)}. The numbers are in the table below.`;
  return drawChart(
    { id, label, width, height: rows * cellHeight + 28 },
    {
      grid: { left: layersDown ? 40 : 64, right: 4, top: 26, bottom: 2 },
      xAxis: layersDown ? { ...modelAxis, ...ink } : { ...layerAxis, ...ink },
      yAxis: { ...(layersDown ? layerAxis : modelAxis), ...corner, position: 'left', inverse: true, ...ink },
      visualMap: { show: false, min: 0, max: 1, seriesIndex: 0 },
      series: {
        type: 'heatmap',
        silent: true,
        data: cells,
        label: {
          show: true,
          color: paint('ink'),
          fontSize: columns > 14 ? 11 : 13,
          formatter: ({ value }: { value: number[] }) => value[2]!.toFixed(2),
        },
        itemStyle: { borderColor: paint('paper'), borderWidth: 2 },
      },
    },
  );
}

/** Heat map of the merge's weights, models by layers, with the number in every cell. */
export function weightChart(weights: LayerWeights): ChartPair {
  return { wide: draw(weights, WIDE, 'weights-wide'), narrow: draw(weights, NARROW, 'weights-narrow') };
}
