import type { ByLayer } from '../analysis/by-layer.js';
import { gainWith, type LayerGroup, PREDICTORS, type Predictor } from '../analysis/layer-groups.js';
import { markdown, probability, short, signed, within } from './markdown.js';

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const hundredths = (share: number) => `${(100 * share).toFixed(2)} %`;
const each = (values: readonly number[], write: (value: number) => string) => values.map(write).join(' / ');

/** (largest d - smallest d) / largest d: the relative spread that determines a layer's weights. */
export function spreadOf(d: readonly number[]): number {
  const largest = Math.max(...d);
  return largest === 0 ? 0 : (largest - Math.min(...d)) / largest;
}

function legend({ models, seed, distance, pooling, queries, a, b, dropProbability }: ByLayer): string {
  return `Seed ${seed}; d (${distance}, ${pooling} pooling) over n = ${queries} queries; w = sigmoid(${a} r ${b < 0 ? '-' : '+'} ${Math.abs(b)}); p = ${dropProbability}. Figures of models in the order ${models.join(' / ')}.`;
}

/** A long table, collapsed until clicked. */
function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** d, how far apart the models' are, who leads and w, layer by layer. */
export function weightsView(layers: ByLayer): string {
  const rows = layers.layers.map(({ layer, d, w, lead, topChannel, standardized }) => [
    String(layer),
    each(d, (value) => value.toFixed(4)),
    percentOrLess(spreadOf(d)),
    each(topChannel, (share) => `${(100 * share).toFixed(0)} %`),
    lead && lead.low > 0 ? layers.models[lead.model]! : '-',
    each(w, short),
    each(standardized, (value) => value.toFixed(4)),
    percentOrLess(spreadOf(standardized)),
  ]);
  const head = [
    ...['layer', 'd', 'spread of d', 'largest channel', 'nearest, where its interval tells', 'w'],
    ...['d of standardized channels', 'its spread'],
  ];
  return [legend(layers), folded(`${rows.length} layers`, markdown(head, rows))].join('\n\n');
}

/** "0.21 %", "2.2e-4 %". */
function percentOrLess(share: number): string {
  const value = 100 * share;
  return value === 0 ? '0 %' : `${value < 0.01 ? value.toExponential(1) : value.toFixed(2)} %`;
}

/** Interference of the specialists' deltas by layer: before the masks, after them, and in the merged model. */
export function interferenceView(layers: ByLayer): string {
  const rows = layers.layers.map(({ layer, relativeDelta, cosines, plain, masked, merged }) => [
    String(layer),
    each(relativeDelta, hundredths),
    each(cosines, (value) => value.toFixed(2)),
    each([plain.overlap, masked.overlap], percent),
    each([plain.conflict, masked.conflict], percent),
    each([plain.lost, masked.lost], percent),
    each(merged.opposed, percent),
    each(merged.cosines, (value) => value.toFixed(2)),
  ]);
  const head = [
    ...['layer', 'size of deltas', 'cosines of two', 'overlap, before / after masks', 'sign conflicts, before / after'],
    ...['lost to election, before / after', 'opposed to the merged', 'cosine with the merged'],
  ];
  return [legend(layers), folded(`${rows.length} layers`, markdown(head, rows))].join('\n\n');
}

const PREDICTOR_NAMES: Readonly<Record<Predictor, string>> = {
  weight: 'mean weight',
  preference: 'heaviest minus lightest weight',
  relativeDelta: 'size of the merged delta',
  conflict: 'sign conflicts',
  lost: 'lost to the election',
};

const SAME_WEIGHT =
  'All groups have the same mean weight: with three models and b = -a / 2 the two nearer models of a layer share a weight of 1 and the third has sigmoid(b), whatever the distances are. The method weighs models within a layer, not layers.';

/** Gain over the base from merging only some layers, and its correlates. */
export function groupsView(groups: readonly LayerGroup[]): string {
  const rows = groups.map(({ name, gain, weight, preference, relativeDelta, conflict, lost }) => [
    name,
    `${within(gain, signed)}`,
    String(gain.pairs),
    short(weight),
    short(preference),
    hundredths(relativeDelta),
    ...[conflict, lost].map(percent),
  ]);
  const correlations = PREDICTORS.map((predictor) => {
    const found = gainWith(groups, predictor);
    if (!found) return [PREDICTOR_NAMES[predictor], String(groups.length), 'none: one of them is constant', ''];
    const { n, rho, interval, exact } = found;
    const spread = interval ? `${signed(rho)} [${signed(interval[0])}, ${signed(interval[1])}]` : signed(rho);
    return [PREDICTOR_NAMES[predictor], String(n), spread, exact === null ? '' : probability(exact)];
  });
  return [
    markdown(['merged alone', 'gain in RS', 'n', ...PREDICTORS.map((name) => PREDICTOR_NAMES[name])], rows),
    ...(gainWith(groups, 'weight') ? [] : [SAME_WEIGHT]),
    'Does the gain of a group go with it? Rank correlation over the groups:',
    markdown(['with the gain', 'groups', "Spearman's rho, 95 % interval", 'exact p'], correlations),
  ].join('\n\n');
}
