import { describe, expect, it } from 'vitest';
import { sampleGroups, sampleLayers, sampleResults, sampleRun } from '../render/sample-results.contract.js';
import { gainWith, layerGroups } from './layer-groups.js';

const layers = sampleLayers([
  [0.6, 0.4],
  [0.7, 0.3],
  [0.8, 0.2],
  [0.9, 0.1],
]);
const gains = [0.1, 0.2, 0.15, 0.3];
const rungs = [{ model: 'B', rs: 0.4 }, ...gains.map((gain, i) => ({ model: `layer ${i}`, rs: 0.4 + gain }))];

describe('layerGroups', () => {
  const groups = layerGroups(sampleGroups, sampleResults(sampleRun(1, rungs)), layers);

  it('puts the gain of a group beside the means of its layers', () => {
    expect(groups.map(({ name }) => name)).toEqual(['layer 0', 'layer 1', 'layer 2', 'layer 3']);
    expect(groups[1]!.gain.value).toBeCloseTo(0.2, 12);
    expect(groups[1]!.weight).toBeCloseTo(0.5, 12);
    expect(groups[1]!.preference).toBeCloseTo(0.4, 12);
    expect(groups[1]!.conflict).toBeCloseTo(0.31, 12);
  });

  it('correlates them, but for what is the same in all', () => {
    expect(gainWith(groups, 'preference')!.rho).toBeCloseTo(0.8, 12);
    expect(gainWith(groups, 'weight')).toBeNull();
  });

  it('refuses other seeds and groups without a comparison', () => {
    expect(() => layerGroups(sampleGroups, sampleResults(sampleRun(2, rungs)), layers)).toThrow('no seed 1');
    const lacking = sampleResults(sampleRun(1, rungs.slice(0, 2)));
    expect(() => layerGroups(sampleGroups, lacking, layers)).toThrow('layer 1 with B');
  });
});
