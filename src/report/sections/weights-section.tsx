import { curveColor, distanceChart } from '../charts/distance-chart.js';
import { weightChart, weightRange } from '../charts/weight-chart.js';
import { compactNumber, score } from '../number-format.js';
import { shortName } from '../plain-text.js';
import type { LayerWeights, Similarities } from '../report-data.js';
import { ChartFigure, Figure, Legend, Name, ScrollingTable, Section, Text } from './elements.js';
import { SimilarityTiles } from './similarity-tiles.js';

const QUANTITIES = ['d', 'inv', 'r', 'w'] as const;

function WeightsTable({ weights }: { weights: LayerWeights }) {
  return (
    <ScrollingTable
      id="weights-caption"
      caption="From distance to weight: d = distance to the encoder's similarities; inv = the layer's largest d minus d; r = inv divided by the layer's sum of inv; w = sigmoid(a·r + b)"
    >
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>
            Layer
          </th>
          {weights.models.map((model) => (
            <th scope="colgroup" colSpan={QUANTITIES.length} key={model} class="group">
              <Name value={model} />
            </th>
          ))}
        </tr>
        <tr>
          {weights.models.flatMap((model) =>
            QUANTITIES.map((quantity) => (
              <th scope="col" key={`${model} ${quantity}`}>
                {quantity}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {weights.perLayer.map((layer) => (
          <tr key={layer.layer}>
            <th scope="row">
              <Name value={String(layer.layer)} />
            </th>
            {weights.models.flatMap((model, k) =>
              QUANTITIES.map((quantity) => (
                <td key={`${model} ${quantity}`}>
                  <Figure value={layer[quantity][k]!} text={score(layer[quantity][k]!)} />
                </td>
              )),
            )}
          </tr>
        ))}
      </tbody>
    </ScrollingTable>
  );
}

function howWeighed({ a, b, uniform }: LayerWeights): string {
  if (uniform !== undefined) return `; not used here: every weight is set to ${compactNumber(uniform)}.`;
  return `, a\u00a0=\u00a0${compactNumber(a ?? 0)}, b\u00a0=\u00a0${compactNumber(b ?? 0)}.`;
}

/** The merge's weights: heat map, and the distances they are computed from. */
export function WeightsSection(props: { weights: LayerWeights | null; similarities: Similarities | null }) {
  const { weights, similarities } = props;
  if (!weights || weights.perLayer.length === 0) {
    return (
      <Section id="weights" title="Layer weights">
        <p>This run made no merge, so there are no layer weights.</p>
      </Section>
    );
  }
  const [low, high] = weightRange(weights);
  return (
    <Section id="weights" title="Layer weights">
      <ChartFigure
        chart={weightChart(weights)}
        caption={`Weight of each specialist in each layer, from ${score(low)} (faint) to ${score(high)} (strong).`}
      />
      <p class="note">
        Activations pooled by <Name value={weights.pooling} />, distance <Name value={weights.distance} /> to the
        similarities of <Text value={weights.encoder} limit={120} />
        {howWeighed(weights)}
      </p>
      <details>
        <summary>Distances used for the weights</summary>
        <ChartFigure
          chart={distanceChart(weights)}
          legend={
            <Legend
              entries={weights.models.map((model, k) => ({
                name: shortName(model),
                swatch: 'line',
                color: curveColor(k),
              }))}
            />
          }
          caption="Above: distance d of each specialist's similarities to the encoder's, by layer. Below: d minus the smallest d of the layer. The specialist with the smallest d gets the largest weight, however small its lead. The upper scale may not begin at 0."
        />
        <WeightsTable weights={weights} />
      </details>
      {similarities && <SimilarityTiles similarities={similarities} weights={weights} />}
    </Section>
  );
}
