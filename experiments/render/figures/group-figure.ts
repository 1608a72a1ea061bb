import { axisStyle, drawChart, WIDE } from 'unisono/report/charts';
import type { LayerGroup } from '../../analysis/layer-groups.js';
import { short, signed } from '../markdown.js';
import { intervalMark } from './interval-marks.js';
import { standalone } from './standalone.js';

/** Gain in RS of merging a group of layers alone, with its interval, against how far apart the weights
 * of the models in these layers are (their mean is the same in all layers, or nearly so). */
export function groupFigure(groups: readonly LayerGroup[]): string {
  const told = groups.map(
    ({ name, preference, gain }) => `${name}: weights ${short(preference)} apart, gain ${signed(gain.value)}`,
  );
  const points = groups.map(({ gain, preference }) => [gain.value, gain.low, gain.high, preference]);
  const style = { color: 'accent', names: groups.map(({ name }) => name) } as const;
  const chart = drawChart(
    {
      id: 'groups',
      label: `Gain in RS against the difference of weights. ${told.join('; ')}.`,
      width: WIDE,
      height: 320,
    },
    {
      grid: { left: 70, right: 110, top: 30, bottom: 44 },
      xAxis: {
        ...axisStyle,
        type: 'value',
        scale: true,
        name: 'heaviest minus lightest weight, mean of the layers',
        nameLocation: 'middle',
        nameGap: 28,
      },
      yAxis: {
        ...axisStyle,
        type: 'value',
        scale: true,
        name: 'gain in RS over the base',
        nameGap: 12,
        nameTextStyle: { ...axisStyle.nameTextStyle, align: 'left', padding: [0, 0, 0, -56] },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          encode: { y: [0, 1, 2], x: 3 },
          renderItem: intervalMark('y', style),
          data: points,
        },
      ],
    },
  );
  return standalone(chart);
}
