import { describe, expect, it } from 'vitest';
import type { MergeSummary } from '../merging/output/merge-summary.js';
import { planText } from './plan-text.js';

const at = (place: string, weight: number): MergeSummary['layerWeights'][number] => ({
  place,
  weights: { 'models/one': [weight, weight], 'models/two': [0.25, 0.25] },
});
const summary = (layerWeights: MergeSummary['layerWeights']): MergeSummary => ({
  method: 'dare_ties',
  models: ['base', 'models/one', 'models/two'],
  tensors: 290,
  parameters: 361_821_120,
  bytesIn: 2_894_570_000,
  bytesOut: 723_700_000,
  shards: [{ file: 'model.safetensors', bytes: 723_700_000 }],
  peakMemory: 107_600_000,
  seconds: 2.6,
  layerWeights,
  warnings: [],
});

describe('planText', () => {
  it('puts neighboring layers of equal weights into one row', () => {
    const layers = [0.5, 0.5, 0.5, 0.75, 0.5, 0.5].map((weight, i) => at(`layer ${i}`, weight));
    const lines = planText(summary([at('embedding', 0.5), ...layers, at('final', 0.5)])).split('\n');
    const rows = lines.slice(lines.indexOf('Weights:') + 1, -1);
    expect(rows).toEqual([
      '  [1]           models/one',
      '  [2]           models/two',
      '                [1]          [2]',
      '  embedding     0.5          0.25',
      '  layers 0-2    0.5          0.25',
      '  layer 3       0.75         0.25',
      '  layers 4-5    0.5          0.25',
      '  final         0.5          0.25',
    ]);
    expect(lines).toContain('Reads:    2.9 GB');
  });
});
