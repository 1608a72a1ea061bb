import { likenessOrder, similarityTile } from '../charts/similarity-tiles.js';
import { compactNumber, score } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { LayerWeights, Similarities } from '../report-data.js';
import { Name, OwnMarkup, Text } from './elements.js';

/** Most layers drawn; of more, evenly spaced ones with the first and the last. */
const MOST_LAYERS = 8;

/** Indices of at most `most` of `count` layers, evenly spaced, first and last among them. */
export function spacedLayers(count: number, most = MOST_LAYERS): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

function Tile({ markup, caption }: { markup: string; caption: string }) {
  return (
    <figure>
      <OwnMarkup class="chart" markup={markup} />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** The similarity matrices that the distances compare: the encoder's, then every specialist's, layer by layer. */
export function SimilarityTiles({ similarities, weights }: { similarities: Similarities; weights: LayerWeights }) {
  const { queries, total, models, reference, layers } = similarities;
  const order = likenessOrder(reference, queries.length);
  const shown = spacedLayers(layers.length).map((at) => layers[at]!);
  const all = [reference, ...shown.flatMap(({ matrices }) => matrices)].flat();
  const low = Math.max(0, Math.min(...all));
  const distance = (layer: number, k: number) => weights.perLayer[layer]?.d[k];
  return (
    <details>
      <summary>Similarity matrices used for the distances</summary>
      <p class="note">
        {queries.length} of the {total} queries, each next to the query most similar to it by the encoder. The stronger
        the color, the more similar two queries are, from {compactNumber(low)} to 1. d is the distance over all {total}{' '}
        queries
        {shown.length < layers.length ? `; ${shown.length} of ${layers.length} layers are drawn` : ''}.
      </p>
      <div class="tiles">
        <Tile
          markup={similarityTile(reference, order, low, `Similarities of ${queries.length} queries by the encoder.`)}
          caption="encoder"
        />
      </div>
      {models.map((model, k) => (
        <div key={model}>
          <h3>
            <Name value={model} />
          </h3>
          <div class="tiles">
            {shown.map(({ layer, matrices }) => {
              const d = distance(layer, k);
              const about = d === undefined ? '' : `, d ${score(d)}`;
              const label = `Similarities of ${queries.length} queries by ${shortName(model)} in layer ${layer}${about}.`;
              return (
                <Tile
                  key={layer}
                  markup={similarityTile(matrices[k]!, order, low, label)}
                  caption={`layer ${layer}${about}`}
                />
              );
            })}
          </div>
        </div>
      ))}
      <details>
        <summary>The {queries.length} queries, in the order of the matrices</summary>
        <ol class="note">
          {order.map((at) => (
            <li key={at}>
              <Text value={queries[at]!} limit={200} />
            </li>
          ))}
        </ol>
      </details>
    </details>
  );
}
