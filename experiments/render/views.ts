import type { TuneResult } from 'unisono/pipeline';
import type { ByLayer } from '../analysis/by-layer.js';
import { layerGroups } from '../analysis/layer-groups.js';
import type { Results } from '../runner/results.js';
import type { Table } from '../runner/table.js';
import { aimsView } from './aims-table.js';
import { costView, extrapolationView } from './cost-tables.js';
import { groupFigure } from './figures/group-figure.js';
import { ladderFigure } from './figures/ladder-figure.js';
import { channelFigure, conflictFigure, distanceFigure, spreadFigure, weightFigure } from './figures/layer-figures.js';
import { causesView, kindsView, tableView } from './ladder-tables.js';
import { groupsView, interferenceView, weightsView } from './layer-tables.js';
import { tuneView } from './tune-table.js';

/** Content of a page region: Markdown and an optional figure above it. */
export interface Shown {
  readonly markdown?: string;
  readonly figure?: { readonly file: string; readonly alt: string; readonly svg: string };
}

/** Result files by name, read on demand. */
export interface ResultFiles {
  readonly results: (name: string) => Results;
  readonly byLayer: (name: string) => ByLayer;
  readonly tune: (name: string) => TuneResult;
  readonly table: (name: string) => Table;
}

interface View {
  /** Arguments of the mark after the view. */
  readonly takes: string;
  readonly show: (files: ResultFiles, names: readonly string[]) => Shown;
}

const ofResults = (view: (results: Results) => string): View => ({
  takes: '<table>',
  show: ({ results }, [name]) => ({ markdown: view(results(name!)) }),
});
const ofLayers = (view: (layers: ByLayer) => string): View => ({
  takes: 'by-layer-<set>',
  show: ({ byLayer }, [name]) => ({ markdown: view(byLayer(name!)) }),
});
const layersDrawn = (suffix: string, alt: string, draw: (layers: ByLayer) => string): View => ({
  takes: 'by-layer-<set>',
  show: ({ byLayer }, [name]) => ({ figure: { file: `${name}-${suffix}.svg`, alt, svg: draw(byLayer(name!)) } }),
});

const groups: View = {
  takes: 'layers-<set> by-layer-<set>',
  show({ results, byLayer, table }, [name, layers]) {
    const found = layerGroups(table(name!), results(name!), byLayer(layers!));
    const alt = 'Gain in RS of merging some layers alone, against how far apart their weights are';
    return { markdown: groupsView(found), figure: { file: `${name}.svg`, alt, svg: groupFigure(found) } };
  },
};

const ladder: View = {
  takes: '<table>',
  show({ results }, [name]) {
    const found = results(name!);
    const lines = found.runs.length > 1 ? 'mean and range over the seeds' : 'interval';
    const alt = `RS and share of pairs with both answers right, of every rung with its ${lines}`;
    return { figure: { file: `${name}.svg`, alt, svg: ladderFigure(found) } };
  },
};

const tune: View = {
  takes: 'tune-<set>',
  show: ({ tune: found }, [name]) => ({ markdown: tuneView(found(name!)) }),
};

/** The views that a mark can request. */
export const VIEWS: Readonly<Record<string, View>> = {
  table: ofResults(tableView),
  aims: ofResults(aimsView),
  kinds: ofResults(kindsView),
  causes: ofResults(causesView),
  cost: ofResults(costView),
  extrapolation: ofResults(extrapolationView),
  figure: ladder,
  weights: ofLayers(weightsView),
  interference: ofLayers(interferenceView),
  'distance-figure': layersDrawn('distances', 'd of every specialist by layer', distanceFigure),
  'spread-figure': layersDrawn('spread', 'How far the distances of the specialists are apart, by layer', spreadFigure),
  'channel-figure': layersDrawn('channels', 'Share of the activations that is in one channel, by layer', channelFigure),
  'weight-figure': layersDrawn('weights', 'w of every specialist by layer', weightFigure),
  'conflict-figure': layersDrawn('conflicts', 'Sign conflicts by layer, before and after the merge', conflictFigure),
  groups,
  tune,
};
