import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines } from '../../src/core/files.js';
import { EmbeddedEngine } from '../../src/engine/embedded/embedded-engine.js';
import type { Engine, TrainJob } from '../../src/engine/engine.js';
import type { RayEngine } from '../../src/engine/ray/ray-engine.js';
import {
  EngineFixture,
  EXAMPLES,
  killAfter,
  TRIPLET_SETTINGS,
  trained,
} from '../../src/engine/testing/engine-fixture.contract.js';
import { loadAdaptedModel } from '../../src/models/model-directory.js';
import { openSafetensors } from '../../src/tensors/safetensors.js';
import { LogLine } from '../../src/training/log-line.js';
import { newStorage, openRay } from './cluster.js';

const STEPS = 30;
const ADAPTED = {
  ...TRIPLET_SETTINGS,
  seed: 1,
  ...{ learningRate: 1e-3, weightDecay: 0.01 },
} as const;
/** All weights of a model with random ones: at a higher rate rounding grows from step to step, in PyTorch alone too. */
const WHOLE = { ...ADAPTED, learningRate: 1e-4 } as const;
const LORA = { rank: 4, alpha: 8, dropout: 0, targetModules: 'all-linear' } as const;

/** The same jobs on both engines, in float32. */
describe('Ray beside the embedded engine', () => {
  const embedded = new EmbeddedEngine(0);
  const storage = newStorage();
  const engines = new Map<number, RayEngine>();
  let fixture: EngineFixture;
  beforeAll(() => {
    fixture = new EngineFixture();
    for (const workers of [1, 2]) engines.set(workers, openRay({ workers, storage }));
  });
  afterAll(async () => {
    for (const engine of engines.values()) await engine.close();
    fixture.remove();
  });

  const jobOf = (folder: string, kind: 'LoRA' | 'full', changes: Partial<TrainJob> = {}) =>
    fixture.training(folder, STEPS, {
      ...(kind === 'LoRA'
        ? { settings: ADAPTED, lora: { ...LORA, out: fixture.path(folder, 'adapter') } }
        : { settings: WHOLE }),
      checkpointEvery: 10,
      ...changes,
    });
  const logOf = ({ log }: TrainJob) => readJsonLines(log, LogLine);
  /** The largest relative distance of a field over all steps. */
  const worst = (field: 'ce' | 'triplet' | 'kl' | 'gradientNorm', a: TrainJob, b: TrainJob) => {
    const [left, right] = [logOf(a), logOf(b)];
    expect(left).toHaveLength(right.length);
    return Math.max(...left.map((line, i) => Math.abs((line[field] as number) / (right[i]?.[field] as number) - 1)));
  };
  const ray = (workers: number) => engines.get(workers) as Engine;

  describe.each(['LoRA', 'full'] as const)('%s training over 30 steps', (kind) => {
    let reference: TrainJob;
    beforeAll(async () => {
      reference = jobOf(`${kind} embedded`, kind);
      await embedded.train(reference);
    });

    it.each([1, 2])('losses within 1e-4 with %d workers', async (workers) => {
      const job = jobOf(`${kind} ray ${workers}`, kind);
      await ray(workers).train(job);
      const distances = { ce: worst('ce', job, reference), triplet: worst('triplet', job, reference) };
      console.log(kind, workers, 'workers:', distances, 'gradient norm', worst('gradientNorm', job, reference));
      expect(distances.ce).toBeLessThan(1e-4);
      expect(distances.triplet).toBeLessThan(1e-4);
      expect(logOf(job).map(({ learningRate }) => learningRate)).toEqual(
        logOf(reference).map(({ learningRate }) => expect.closeTo(learningRate, 12)),
      );
    });
  });

  it('activations within 1e-5, of a model and of one with an adapter', async () => {
    const queries = fixture.lines('queries.jsonl', EXAMPLES);
    for (const adapter of [undefined, fixture.path('LoRA embedded', 'adapter')]) {
      for (const pooling of ['max', 'mean', 'last'] as const) {
        const changes = { pooling, ...(adapter && { adapter }) };
        const [here, there] = [
          fixture.activations('here', queries, changes),
          fixture.activations('there', queries, changes),
        ];
        await embedded.activations(here);
        await ray(1).activations(there);
        const distance = largestDistance(read(here.out), read(there.out));
        console.log('activations', pooling, adapter ? 'with adapter' : '', distance);
        expect(distance).toBeLessThan(1e-5);
      }
    }
  });

  it('an adapter that one engine trained is read and trained on by the other', async () => {
    const adapters = { ray: fixture.path('LoRA ray 1', 'adapter'), embedded: fixture.path('LoRA embedded', 'adapter') };
    const [theirs, ours] = [
      loadAdaptedModel(fixture.base, adapters.ray),
      loadAdaptedModel(fixture.base, adapters.embedded),
    ];
    for (const [name, values] of theirs.parameters)
      expect(largestDistance(values, ours.parameters.get(name) as Float32Array), name).toBeLessThan(1e-4);
    const [here, there] = [
      jobOf('on here', 'LoRA', { adapter: adapters.ray }),
      jobOf('on there', 'LoRA', { adapter: adapters.embedded }),
    ];
    await embedded.train(here);
    await ray(1).train(there);
    expect(worst('ce', here, there)).toBeLessThan(1e-3);
  });

  it.each([1, 2])('a training that was stopped ends with the same bytes, %d workers', async (workers) => {
    const undisturbed = jobOf(`undisturbed ${workers}`, 'LoRA', { checkpointEvery: 4 });
    const stopped = jobOf(`stopped ${workers}`, 'LoRA', { checkpointEvery: 4 });
    await ray(workers).train(undisturbed);
    await expect(ray(workers).train(stopped, killAfter(9))).rejects.toThrow('killed');
    const notes: (string | undefined)[] = [];
    await ray(workers).train(stopped, (_, __, note) => notes.push(note));
    expect(trained(stopped)).toEqual(trained(undisturbed));
  });
});

function read(path: string): Float32Array {
  const file = openSafetensors(path);
  const data = file.read('activations');
  file.close();
  return data;
}

function largestDistance(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}
