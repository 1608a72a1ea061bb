import { consistencyWeights, uniformWeights } from 'unisono/consistency';
import { describe, expect, it } from 'vitest';
import { ByLayer, byLayer } from './by-layer.js';
import type { LayerInterference } from './interference.js';

const about = { title: 'T', seed: 1, dropProbability: 0.2 };
const shares = { overlap: 0.81234567, conflict: 0.3, lost: 0.06 };
const layer: LayerInterference = {
  ...{ layer: 0, relativeDelta: [0.1, 0.2], cosines: [0.5], plain: shares, masked: shares },
  merged: { relativeDelta: 0.1, opposed: [0, 0.1], cosines: [1, 0.5] },
};
const models = [
  { name: 'SPA', distances: [0.123456789] },
  { name: 'SEM', distances: [0.2] },
];
const provenance = { encoder: 'e', pooling: 'max', distance: 'mean', queries: 9 } as const;
const weights = consistencyWeights(models, { a: 3, b: -1.5 }, provenance);
const leads = [{ layer: 0, matrices: [], lead: { model: 0, margin: 0.07, low: 0.01, high: 0.1 } }];

const channels = { topChannel: [[0.5], [0.75]], standardized: [[0.1], [0.2]] };

describe('byLayer', () => {
  it('puts models in the order of the interference, and keeps every digit of d', () => {
    const by = ByLayer.parse(byLayer(about, weights, ['SEM', 'SPA'], [layer], leads, channels));
    expect(by.layers[0]!.d).toEqual([0.2, 0.123456789]);
    expect(by.layers[0]!.lead!.model).toBe(1);
    expect(by.layers[0]!.w[1]).toBeGreaterThan(by.layers[0]!.w[0]!);
    expect(by.layers[0]!.topChannel).toEqual([0.5, 0.75]);
    expect(by.layers[0]!.standardized).toEqual([0.1, 0.2]);
    expect(by.layers[0]!.plain.overlap).toBe(0.81235);
  });

  it('refuses weights that were not measured, and other layers', () => {
    expect(() => byLayer(about, uniformWeights(0.4, ['SEM', 'SPA'], 1), ['SEM', 'SPA'], [layer], [], channels)).toThrow(
      'one weight',
    );
    expect(() => byLayer(about, weights, ['SEM', 'SPA'], [layer, layer], leads, channels)).toThrow(
      'weights of 1 layers',
    );
  });
});
