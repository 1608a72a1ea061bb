import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pooling } from '../../models/pooling.js';
import { openSafetensors } from '../../tensors/safetensors.js';
import type { ActivationsJob, Engine } from '../engine.js';
import { anyOf, bytesOf, EngineFixture, EXAMPLES } from './engine-fixture.contract.js';

const LAYERS = 3;
const HIDDEN = 32;
/** More queries than fit into one batch, some of one word, in no order of length. */
const QUERIES = Array.from({ length: 21 }, (_, i) => ({
  id: `q${i}`,
  text: `${EXAMPLES[i % EXAMPLES.length]?.text} ${'and '.repeat((i * 5) % 13)}${i}`,
}));

/** The activations part of the engine contract. */
export function describeActivations(create: () => Engine): void {
  describe('activations', () => {
    let engine: Engine;
    let fixture: EngineFixture;
    let queries: string;
    beforeAll(() => {
      engine = create();
      fixture = new EngineFixture();
      queries = fixture.lines('queries.jsonl', QUERIES);
    });
    afterAll(async () => {
      await engine.close();
      fixture.remove();
    });

    const read = async (folder: string, changes: Partial<ActivationsJob> = {}) => {
      const job = fixture.activations(folder, queries, changes);
      await engine.activations(job);
      const file = openSafetensors(job.out);
      const tensor = { info: file.tensors.get('activations'), data: file.read('activations'), metadata: file.metadata };
      file.close();
      return tensor;
    };
    const pooled = async (text: string, pooling: Pooling) => {
      const one = fixture.lines('one.jsonl', [{ id: 'one', text }]);
      return (await read('one', { queries: one, pooling })).data;
    };

    it('are float32 [layers + 1, queries, hidden], all finite, and say how they were pooled', async () => {
      const { info, data, metadata } = await read('shape', { pooling: 'mean' });
      expect(info).toMatchObject({ dtype: 'F32', shape: [LAYERS, QUERIES.length, HIDDEN] });
      expect(data.every(Number.isFinite)).toBe(true);
      expect(metadata.pooling).toBe('mean');
    });

    it('keep the order of the queries, and do not depend on what a query is read with', async () => {
      const { data } = await read('together');
      const reversed = await read('reversed', { queries: fixture.lines('reversed.jsonl', [...QUERIES].reverse()) });
      for (let query = 0; query < QUERIES.length; query++) {
        const alone = query % 5 === 0 ? await pooled(QUERIES[query]?.text as string, 'max') : undefined;
        for (let layer = 0; layer < LAYERS; layer++) {
          for (let i = 0; i < HIDDEN; i++) {
            const value = data[(layer * QUERIES.length + query) * HIDDEN + i] as number;
            const mirrored = reversed.data[((layer + 1) * QUERIES.length - 1 - query) * HIDDEN + i] as number;
            expect(Math.abs(mirrored - value)).toBeLessThanOrEqual(1e-5);
            if (alone) expect(Math.abs((alone[layer * HIDDEN + i] as number) - value)).toBeLessThanOrEqual(1e-5);
          }
        }
      }
    });

    it('take the maximum, the mean or the last of the tokens, which are one for a text of one token', async () => {
      const [max, mean, last] = [await pooled('a', 'max'), await pooled('a', 'mean'), await pooled('a', 'last')];
      const several = 'Is a card free?';
      const [maxima, means, lasts] = [
        await pooled(several, 'max'),
        await pooled(several, 'mean'),
        await pooled(several, 'last'),
      ];
      for (let i = 0; i < LAYERS * HIDDEN; i++) {
        expect(mean[i]).toBeCloseTo(max[i] as number, 5);
        expect(last[i]).toBeCloseTo(max[i] as number, 5);
        expect(maxima[i]).toBeGreaterThanOrEqual((means[i] as number) - 1e-6);
        expect(maxima[i]).toBeGreaterThanOrEqual((lasts[i] as number) - 1e-6);
      }
      expect(means).not.toEqual(maxima);
      expect(lasts).not.toEqual(means);
    });

    it('are the same bytes again, also when two jobs run at a time', async () => {
      const jobs = ['first', 'second', 'third'].map((folder) => fixture.activations(folder, queries));
      const counts = jobs.map(() => 0);
      await Promise.all(
        jobs.map((job, i) =>
          engine.activations(job, (done, total) => {
            expect(total).toBe(QUERIES.length);
            counts[i] = (counts[i] as number) + done;
          }),
        ),
      );
      expect(counts).toEqual(jobs.map(() => QUERIES.length));
      expect(new Set(jobs.map(({ out }) => bytesOf(out))).size).toBe(1);
    });

    it('are refused without a model or queries', async () => {
      const noModel = fixture.activations('no model', queries, { model: fixture.path('nowhere') });
      await expect(engine.activations(noModel)).rejects.toMatchObject({ name: 'UnisonoError', code: 'NOT_A_MODEL' });
      const noQueries = fixture.activations('no queries', fixture.path('nowhere.jsonl'));
      await expect(engine.activations(noQueries)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      const empty = fixture.activations('empty', fixture.lines('empty.jsonl', []));
      await expect(engine.activations(empty)).rejects.toMatchObject({ code: 'EMPTY_DATASET' });
      expect(anyOf(noModel.out, noQueries.out, empty.out)).toBe(false);
    });
  });
}
