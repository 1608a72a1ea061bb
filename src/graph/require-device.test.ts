import { describe, expect, it } from 'vitest';
import { Graph } from './graph.js';
import { mul } from './ops/mul.js';
import { requireDevice } from './require-device.js';
import { Session } from './session.js';

describe('requireDevice', () => {
  it('takes the processor', async () => {
    await requireDevice('cpu');
  });

  it.each(['webgpu', 'cuda'] as const)('computes on %s, or says what is missing', async (device) => {
    const graph = new Graph();
    const y = mul(graph.input('x', [2]), graph.scalar(2));
    const result = await Session.compile(graph, { y }, { device }).then(
      async (session) => {
        const { y: values } = await session.run({ x: Float32Array.of(1, 2) });
        await session.release();
        return values;
      },
      (error: unknown) => error,
    );
    if (result instanceof Float32Array) expect(result).toEqual(Float32Array.of(2, 4));
    else {
      expect(result).toMatchObject({ name: 'UnisonoError', code: 'DEVICE_UNAVAILABLE', details: { device } });
      expect((result as Error).message).toMatch(/Use --device cpu\.$/);
    }
  });
});
