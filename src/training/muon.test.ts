import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeL2 } from '../graph/fixtures/relative-l2.contract.js';
import { compileMuon, muonMomentum, muonStep } from './muon.js';

interface Orthogonalization {
  readonly name: string;
  readonly shape: number[];
  readonly matrix: number[];
  readonly result: number[];
}

interface Run {
  readonly shape: [number, number];
  readonly start: number[];
  readonly gradients: number[][];
  readonly learningRates: number[];
  readonly weightDecay: number;
  readonly result: number[];
}

const { orthogonalizations, muon } = JSON.parse(
  readFileSync(new URL('./fixtures/optimizer.json', import.meta.url), 'utf8'),
) as {
  orthogonalizations: Orthogonalization[];
  muon: Run[];
};

/** Five iterations magnify a singular value of 0, that is float32's rounding of it, by 3.4445^5 = 485. */
const TOLERANCE = (name: string) => (name === 'rank 1' ? 485 * 2 ** -23 : 1e-5);

describe('compileMuon', () => {
  it('orthogonalizes every matrix as numpy does in float64', async () => {
    const session = await compileMuon(new Map(orthogonalizations.map(({ name, shape }) => [name, shape])), {});
    const updates = await session.run(
      Object.fromEntries(orthogonalizations.map(({ name, matrix }) => [name, Float32Array.from(matrix)])),
    );
    await session.release();
    for (const { name, result } of orthogonalizations) {
      expect(relativeL2(updates[`update:${name}`] as Float32Array, result), name).toBeLessThanOrEqual(TOLERANCE(name));
    }
  });

  it('leaves a zero matrix at zero', async () => {
    const session = await compileMuon(new Map([['zero', [3, 2]]]), {});
    const updates = await session.run({ zero: new Float32Array(6) });
    await session.release();
    expect([...(updates['update:zero'] as Float32Array)]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('Muon', () => {
  it.each(muon)('takes the steps of the numpy implementation, shape $shape', async (run) => {
    const session = await compileMuon(new Map([['matrix', run.shape]]), {});
    const parameter = Float32Array.from(run.start);
    const momentum = new Float32Array(parameter.length);
    for (const [i, gradient] of run.gradients.entries()) {
      const updates = await session.run({ matrix: muonMomentum(momentum, Float32Array.from(gradient)) });
      muonStep(
        parameter,
        updates['update:matrix'] as Float32Array,
        run.shape,
        run.learningRates[i] as number,
        run.weightDecay,
      );
    }
    await session.release();
    expect(relativeL2(parameter, run.result)).toBeLessThanOrEqual(1e-6);
  });
});
