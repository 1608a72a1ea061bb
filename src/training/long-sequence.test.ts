import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { ModelConfig } from '../models/config.js';
import { sineWeights } from '../models/fixtures/sine-weights.contract.js';
import { feedsOf, shapeOf } from './batch.js';
import { compileStep, GRADIENT_PREFIX } from './step-graph.js';

interface Golden {
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly ce: number;
  /** L2 norm of every tensor's gradient. */
  readonly norms: Record<string, number>;
}

const FIXTURE = JSON.parse(readFileSync(new URL('./fixtures/long-sequence.json', import.meta.url), 'utf8'));
const IDS: number[] = FIXTURE.ids;
const BATCH = { sequences: [{ ids: IDS, answerStart: IDS.length - FIXTURE.answer }], triplets: [] };

describe('a step over 2,048 tokens, layers computed again, agrees with PyTorch', () => {
  it.each(FIXTURE.models as Golden[])(
    '$name',
    async ({ config: fields, ce, norms }) => {
      const config = ModelConfig.parse(fields);
      const shape = shapeOf(BATCH);
      expect(shape.length).toBe(2048);
      const session = await compileStep(config, shape, {}, {}, { checkpointLayers: true });
      const actual = await session.run({ ...Object.fromEntries(sineWeights(config)), ...feedsOf(BATCH, shape) });
      await session.release();
      expect(relativeL2(actual.ce as Float32Array, [ce])).toBeLessThanOrEqual(1e-5);
      for (const [name, norm] of Object.entries(norms)) {
        const values = actual[GRADIENT_PREFIX + name] as Float32Array;
        expect(relativeL2([Math.hypot(...values)], [norm]), name).toBeLessThanOrEqual(1e-4);
      }
    },
    300_000,
  );
});
