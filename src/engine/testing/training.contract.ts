import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson, readJsonLines, writeJson } from '../../core/files.js';
import { ModelConfig } from '../../models/config.js';
import { loadAdaptedModel, loadModel } from '../../models/model-directory.js';
import { openSafetensors } from '../../tensors/safetensors.js';
import { Tokenizer } from '../../text/tokenizer.js';
import { LogLine } from '../../training/log-line.js';
import type { Engine, TrainJob } from '../engine.js';
import {
  anyOf,
  bytesOf,
  EngineFixture,
  killAfter,
  SETTINGS,
  STEPS,
  TOO_LONG,
  TRIPLET_SETTINGS,
  trained,
} from './engine-fixture.contract.js';
import { writeTinyModel } from './tiny-model.contract.js';

/** Abilities that differ between engines. */
export interface TrainingAbilities {
  /** Whether Muon is supported; if not, such a job is rejected. */
  readonly muon: boolean;
  /** Whether the state is in the file named by the job; if not, it is in a place derived from the job's inputs. */
  readonly stateFile: boolean;
}

/** The training part of the engine contract. */
export function describeTraining(
  create: () => Engine,
  { muon, stateFile }: TrainingAbilities = { muon: true, stateFile: true },
): void {
  describe('train', () => {
    let engine: Engine;
    let fixture: EngineFixture;
    beforeAll(() => {
      engine = create();
      fixture = new EngineFixture();
    });
    afterAll(async () => {
      await engine.close();
      fixture.remove();
    });

    it('lowers the loss, logs every step, counts every step and writes a model that opens', async () => {
      const job = fixture.training('whole', STEPS);
      const counts: number[] = [];
      await engine.train(job, (done, total) => {
        expect(total).toBe(STEPS);
        counts.push(done);
      });
      expect(counts.reduce((sum, n) => sum + n)).toBe(STEPS);

      const log = readJsonLines(job.log, LogLine);
      expect(log.map(({ step }) => step)).toEqual([...Array(STEPS).keys()]);
      expect(log[0]?.ce).toBeGreaterThan(8);
      expect(log.at(-1)?.ce).toBeLessThan(0.5);
      expect(log.every(({ triplet }) => triplet === null)).toBe(true);
      const warmup = Math.round(SETTINGS.warmup * STEPS);
      const rates = log.map(({ learningRate }) => learningRate);
      expect(rates[0]).toBeCloseTo(SETTINGS.learningRate / warmup, 12);
      expect(Math.max(...rates)).toBe(rates[warmup - 1]);

      const [before, after] = [loadModel(fixture.base), loadModel(job.out)];
      expect(after.config.hidden_size).toBe(before.config.hidden_size);
      for (const [name, values] of after.parameters) expect(values, name).not.toEqual(before.parameters.get(name));
      expect(Tokenizer.load(job.out).encode('a card')).toEqual(Tokenizer.load(fixture.base).encode('a card'));
      expect(anyOf(job.state), 'the state is gone').toBe(false);
    });

    it('gives the same bytes again, and others with triplets', async () => {
      const [once, again] = [fixture.training('once', 3), fixture.training('again', 3)];
      const triplet = fixture.training('triplet', 3, { settings: TRIPLET_SETTINGS });
      for (const job of [once, again, triplet]) await engine.train(job);
      expect(trained(again)).toEqual(trained(once));
      expect(trained(triplet)[0]).not.toEqual(trained(once)[0]);
      for (const line of readJsonLines(triplet.log, LogLine)) expect(line.triplet).toBeGreaterThan(0);
    });

    describe('killed and started again', () => {
      const MUON: TrainJob['settings'] = {
        ...SETTINGS,
        ...{ optimizer: 'muon', learningRate: 0.01, muonLearningRate: 0.01, weightDecay: 0.01 },
      };

      // The state is written after steps 2, 4 and 6: killed before the first, right at one, and twice between two.
      it.each([
        ['plain', SETTINGS, [[1], [3, 5]]] as const,
        ['with triplets', TRIPLET_SETTINGS, [[4]]] as const,
        ...(muon ? [['with Muon', MUON, [[3]]] as const] : []),
      ])('it ends with the bytes of an undisturbed training, %s', async (kind, settings, runs) => {
        const undisturbed = fixture.training(`${kind} undisturbed`, 7, { settings });
        await engine.train(undisturbed);
        for (const kills of runs) {
          const job = fixture.training(`${kind} killed ${kills}`, 7, { settings });
          for (const step of kills) {
            await expect(engine.train(job, killAfter(step))).rejects.toThrow('killed');
            expect(anyOf(job.out, job.log), 'no output before the end').toBe(false);
          }
          let count = 0;
          await engine.train(job, (done) => {
            count += done;
          });
          expect(count, 'steps done before count too').toBe(7);
          expect(trained(job), `after steps ${kills}`).toEqual(trained(undisturbed));
          expect(anyOf(job.state)).toBe(false);
        }
      });
    });

    describe('an adapter', () => {
      const lora = (folder: string) => ({
        rank: 4,
        alpha: 8,
        dropout: 0.1,
        targetModules: ['q_proj', 'v_proj', 'down_proj'],
        out: fixture.path(folder, 'adapter'),
      });
      const settings = { ...TRIPLET_SETTINGS, microBatch: 2, checkpointLayers: true, seed: 3 };
      const merged = (adapter: string) => loadAdaptedModel(fixture.base, adapter).parameters;

      it('is trained in place of the weights, written as PEFT does, and merged into the model', async () => {
        const job = fixture.training('lora', 6, { settings, lora: lora('lora') });
        await engine.train(job);
        expect(loadModel(job.out).parameters).toEqual(merged(fixture.path('lora', 'adapter')));
        const base = loadModel(fixture.base).parameters;
        const changed = [...base].filter(
          ([name, values]) => !isDeepStrictEqual(values, merged(lora('lora').out).get(name)),
        );
        expect(changed.map(([name]) => name)).toEqual(
          [0, 1].flatMap((layer) =>
            ['self_attn.q_proj', 'self_attn.v_proj', 'mlp.down_proj'].map(
              (name) => `model.layers.${layer}.${name}.weight`,
            ),
          ),
        );
      });

      it('ends with the same bytes when it was killed', async () => {
        const job = fixture.training('killed lora', 6, { settings, lora: lora('killed lora') });
        await expect(engine.train(job, killAfter(3))).rejects.toThrow('killed');
        expect(anyOf(job.out, lora('killed lora').out)).toBe(false);
        await engine.train(job);
        const undisturbed = fixture.training('lora', 6);
        expect(trained(job)).toEqual(trained(undisturbed));
        const weights = (folder: string) => bytesOf(join(lora(folder).out, 'adapter_model.safetensors'));
        expect(weights('killed lora')).toEqual(weights('lora'));
      });

      it('is trained on from where it stands, and only as what it is', async () => {
        const adapter = lora('lora').out;
        const still = { ...settings, learningRate: 0, weightDecay: 0 };
        const job = fixture.training('onwards', 1, { settings: still, adapter, lora: lora('onwards') });
        await engine.train(job);
        expect(merged(lora('onwards').out)).toEqual(merged(adapter));
        const other = fixture.training('other', 1, { adapter, lora: { ...lora('other'), rank: 2 } });
        await expect(engine.train(other)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
        expect(anyOf(other.out, other.state)).toBe(false);
      });

      it('is merged first where all weights are trained', async () => {
        const still = { ...SETTINGS, learningRate: 0, weightDecay: 0 };
        const job = fixture.training('merged first', 1, { settings: still, adapter: lora('lora').out });
        await engine.train(job);
        expect(loadModel(job.out).parameters).toEqual(merged(lora('lora').out));
      });
    });

    it('replaces a model that an earlier training left', async () => {
      const job = fixture.training('replaced', 1, { dtype: 'BF16' });
      await engine.train(job);
      const first = trained(job);
      await engine.train({ ...job, dtype: 'F32' });
      expect(trained(job)).not.toEqual(first);
    });

    it('writes the weights in the type that was asked for', async () => {
      const job = fixture.training('half', 1, { dtype: 'BF16' });
      await engine.train(job);
      const file = openSafetensors(join(job.out, 'model.safetensors'));
      expect(new Set([...file.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['BF16']));
      file.close();
      expect(readJson(join(job.out, 'config.json'), ModelConfig)).toMatchObject({ torch_dtype: 'bfloat16' });
      expect(loadModel(job.out).parameters.size).toBe(loadModel(fixture.base).parameters.size);
    });

    describe('refuses before the first step, and writes nothing', () => {
      const refusal = async (job: TrainJob, expected: { code: string; details?: object }) => {
        let steps = 0;
        const run = engine.train(job, () => {
          steps++;
        });
        await expect(run).rejects.toMatchObject({ name: 'UnisonoError', ...expected });
        expect(steps).toBe(0);
        expect(anyOf(job.state, job.out, job.log)).toBe(false);
      };
      /** A job whose plan names `id` in its last step. */
      const planned = (folder: string, id: string, role: 'example' | 'negative', changes: Partial<TrainJob> = {}) => {
        const job = fixture.training(folder, 1, changes);
        const step = { examples: ['a'], triplets: [] };
        const last = {
          examples: [role === 'example' ? id : 'a'],
          triplets: role === 'negative' ? [['a', 'c', id]] : [],
        };
        writeJson(job.plan, { steps: [step, step, last] });
        return job;
      };

      it('an example of the plan that is not there', async () => {
        await refusal(planned('no example', 'nowhere', 'example'), { code: 'BAD_DOCUMENT' });
      });

      it('a query of a triplet that is not there', async () => {
        const job = planned('no negative', 'nowhere', 'negative', { settings: TRIPLET_SETTINGS });
        await refusal(job, { code: 'BAD_DOCUMENT' });
      });

      it('a prompt that is longer than the model can take', async () => {
        await refusal(planned('long', TOO_LONG.id, 'example'), {
          code: 'PROMPT_TOO_LONG',
          details: { id: TOO_LONG.id, tokens: expect.any(Number), limit: 128 },
        });
      });

      it('a base that is no model', async () => {
        await refusal(fixture.training('no base', 1, { base: fixture.path('nowhere') }), { code: 'NOT_A_MODEL' });
      });

      it('a base that is to be trained with a dropout of its own', async () => {
        const base = fixture.path('dropping');
        writeTinyModel(base, { attention_dropout: 0.1 });
        await refusal(fixture.training('dropping out', 1, { base }), {
          code: 'UNSUPPORTED_MODEL',
          details: { field: 'attention_dropout', value: '0.1' },
        });
      });

      it('examples that are not there, or no examples', async () => {
        const missing = fixture.training('no file', 1, { examples: fixture.path('nowhere.jsonl') });
        await refusal(missing, { code: 'FILE_NOT_FOUND', details: { path: missing.examples } });
        const examples = fixture.lines('bad.jsonl', [{ id: 'a', text: 'Why?' }]);
        await refusal(fixture.training('bad', 1, { examples }), {
          code: 'BAD_RECORD',
          details: { path: examples, line: 1 },
        });
      });

      it('a plan that is none', async () => {
        const job = fixture.training('bad plan', 1);
        writeJson(job.plan, { steps: [] });
        await refusal(job, { code: 'BAD_DOCUMENT', details: { path: job.plan } });
      });
    });

    if (!muon)
      it('refuses Muon before the first step', async () => {
        const settings = { ...SETTINGS, optimizer: 'muon', learningRate: 0.01 } as const;
        const job = fixture.training('muon', 1, { settings });
        await expect(engine.train(job)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
        expect(anyOf(job.out, job.log, job.state)).toBe(false);
      });

    it.runIf(stateFile)('refuses the state of another training, and leaves it', async () => {
      const job = fixture.training('foreign', 7);
      await expect(engine.train(job, killAfter(6))).rejects.toThrow('killed');
      const state = bytesOf(job.state);
      await expect(engine.train(fixture.training('foreign', 5))).rejects.toMatchObject({ code: 'BAD_SAFETENSORS' });
      const muon = { ...SETTINGS, optimizer: 'muon', learningRate: 0.01 } as const;
      const other = fixture.training('foreign', 7, { settings: muon });
      await expect(engine.train(other)).rejects.toMatchObject({ code: 'TENSOR_MISSING' });
      expect(bytesOf(job.state)).toBe(state);
      expect(anyOf(job.out, job.log)).toBe(false);
    });

    it('names the model whose loss is not finite', async () => {
      const job = fixture.training('wild', 7, {
        settings: { ...SETTINGS, learningRate: 1e30, warmup: 0 },
      });
      await expect(engine.train(job)).rejects.toMatchObject({ code: 'LOSS_NOT_FINITE', details: { model: 'tiny' } });
      expect(anyOf(job.out, job.log)).toBe(false);
    });
  });
}
