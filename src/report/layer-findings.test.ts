import { describe, expect, it } from 'vitest';
import { carriedLayers, leadingLayers, listed } from './layer-findings.js';
import { sampleData } from './sample-data.contract.js';

function withLeads(...leads: ([model: number, low: number] | null)[]) {
  const data = sampleData();
  data.similarities!.layers = data.similarities!.layers.slice(0, leads.length).map((layer, at) => {
    const lead = leads[at];
    return { ...layer, lead: lead ? { model: lead[0], margin: 0.01, low: lead[1], high: 0.02 - lead[1] } : null };
  });
  return data;
}

describe('leadingLayers', () => {
  it('counts leads whose widened interval lies above 0', () => {
    // Two layers widen the half-width by 2.241 / 1.960: 0.008 becomes 0.0092, 0.009 becomes 0.0103.
    expect(leadingLayers(withLeads([1, 0.002], [0, 0.001]))).toEqual([{ model: 'SEM', layers: [0] }]);
    expect(leadingLayers(withLeads(null, [0, -0.001]))).toEqual([]);
    expect(leadingLayers({ similarities: null })).toEqual([]);
  });

  it('puts the model with the most layers first', () => {
    const led = leadingLayers(withLeads([2, 0.009], [1, 0.009], [1, 0.009]));
    expect(led).toEqual([
      { model: 'SEM', layers: [1, 2] },
      { model: 'SPA', layers: [0] },
    ]);
  });
});

describe('carriedLayers', () => {
  it('names layers and weights, or nothing', () => {
    const data = withLeads([2, 0.009], [1, 0.009], [1, 0.009]);
    const found = carriedLayers(data)!;
    expect(found.claim).toBe('The largest weights go to SEM in layers 1 and 2 and to SPA in layer 0.');
    const own = [1, 2].map((layer) => data.weights!.perLayer[layer]!.w[1]!);
    expect(found.evidence).toContain(`${Math.min(...own).toFixed(3)} to ${Math.max(...own).toFixed(3)}`);
    expect(carriedLayers(withLeads(null))).toBeUndefined();
    expect(carriedLayers({ ...data, weights: null })).toBeUndefined();
  });
});

describe('listed', () => {
  it('tells runs as ranges', () => {
    expect(listed([3])).toBe('3');
    expect(listed([3, 4])).toBe('3 and 4');
    expect(listed([0, 2, 3, 4, 9, 10])).toBe('0, 2 to 4, 9 and 10');
  });
});
