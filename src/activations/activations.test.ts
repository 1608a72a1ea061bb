import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { ModelConfig } from '../models/config.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { Pooling } from '../models/pooling.js';
import { pooledActivations } from './activations.js';

interface Golden {
  readonly name: string;
  readonly config: ModelConfig;
  /** [layers + 1, queries, hidden] by pooling. */
  readonly pooled: Record<Pooling, number[]>;
}

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/activations.json', import.meta.url), 'utf8'));
const MODELS: readonly Golden[] = FIXTURE.models;
const QUERIES: readonly number[][] = FIXTURE.queries;
const TOLERANCE = 1e-5;

describe.each(MODELS)('pooledActivations ($name)', (golden) => {
  const config = ModelConfig.parse(golden.config);
  const parameters = sineWeights(config);
  const size = config.hidden_size;
  const layers = config.num_hidden_layers + 1;

  it.each(Pooling.options)("equals transformers' hidden states of each query alone, pooled by %s", async (pooling) => {
    const actual = await pooledActivations(config, parameters, QUERIES, pooling);
    const expected = golden.pooled[pooling];
    expect(actual).toHaveLength(layers * QUERIES.length * size);
    for (let row = 0; row < layers * QUERIES.length; row++) {
      const part = (values: ArrayLike<number>) => Array.prototype.slice.call(values, row * size, (row + 1) * size);
      const where = `layer ${Math.floor(row / QUERIES.length)}, query ${row % QUERIES.length}`;
      expect(relativeL2(part(actual), part(expected)), where).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  it('gives a query the same vectors whatever it is read with', async () => {
    const together = await pooledActivations(config, parameters, QUERIES, 'max');
    for (const index of [1, 5, 12]) {
      const alone = await pooledActivations(config, parameters, [QUERIES[index] as number[]], 'max');
      for (let layer = 0; layer < layers; layer++) {
        const start = (layer * QUERIES.length + index) * size;
        const slip = relativeL2(alone.slice(layer * size, (layer + 1) * size), together.slice(start, start + size));
        expect(slip, `layer ${layer} of query ${index}`).toBeLessThanOrEqual(TOLERANCE);
      }
    }
  });

  it('gives the same bytes again, and counts every query once', async () => {
    let count = 0;
    const once = await pooledActivations(config, parameters, QUERIES, 'mean');
    const again = await pooledActivations(config, parameters, QUERIES, 'mean', {}, (done) => {
      count += done;
    });
    expect(again).toEqual(once);
    expect(count).toBe(QUERIES.length);
  });

  it('gives nothing for no queries', async () => {
    expect(await pooledActivations(config, parameters, [], 'max')).toHaveLength(0);
  });
});
