import type { ByLayer } from '../../analysis/by-layer.js';
import { spreadOf } from '../layer-tables.js';
import { layerFigure } from './layer-figure.js';

const numbers = ({ layers }: ByLayer) => layers.map(({ layer }) => layer);

/** d of every specialist. */
export function distanceFigure(by: ByLayer): string {
  const curves = by.models.map((text, k) => ({ text, values: by.layers.map(({ d }) => d[k]!) }));
  return layerFigure({
    id: 'distances',
    yName: "d, distance from the encoder's similarities",
    layers: numbers(by),
    curves,
  });
}

/** How far the specialists' distances are apart, on a logarithmic axis; nothing where they are equal. */
export function spreadFigure(by: ByLayer): string {
  const curves = [
    { text: '(largest d - smallest d) / largest d', values: by.layers.map(({ d }) => spreadOf(d) || null) },
    { text: 'with standardized channels', values: by.layers.map(({ standardized: d }) => spreadOf(d) || null) },
  ];
  return layerFigure({ id: 'spread', yName: 'spread of d', scale: 'log', layers: numbers(by), curves });
}

/** Share of the squared norm of the activations that is in one channel. */
export function channelFigure(by: ByLayer): string {
  const curves = by.models.map((text, k) => ({ text, values: by.layers.map(({ topChannel }) => topChannel[k]!) }));
  return layerFigure({
    id: 'channels',
    yName: 'share of the squared norm in the largest channel',
    layers: numbers(by),
    curves,
  });
}

/** w of every specialist. */
export function weightFigure(by: ByLayer): string {
  const curves = by.models.map((text, k) => ({ text, values: by.layers.map(({ w }) => w[k]!) }));
  return layerFigure({ id: 'weights', yName: 'w, weight in the merge', layers: numbers(by), curves });
}

/** Sign conflicts before and after the masks, and between the merged model and the specialists. */
export function conflictFigure(by: ByLayer): string {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const curves = [
    { text: 'sign conflicts', values: by.layers.map(({ plain }) => plain.conflict) },
    { text: 'after masks', values: by.layers.map(({ masked }) => masked.conflict) },
    { text: 'opposed to the merged model', values: by.layers.map(({ merged }) => mean(merged.opposed)) },
    { text: 'magnitude lost to the election', values: by.layers.map(({ plain }) => plain.lost) },
  ];
  return layerFigure({ id: 'conflicts', yName: 'share', layers: numbers(by), curves });
}
