import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines, writeJson } from '../../core/files.js';
import { LogLine } from '../../training/log-line.js';
import type { Engine, TrainJob } from '../engine.js';
import type { PromptRecord } from '../records.js';
import {
  anyOf,
  EngineFixture,
  EXAMPLES,
  killAfter,
  SETTINGS,
  TRIPLET_SETTINGS,
  trained,
} from './engine-fixture.contract.js';

/** Other wordings of two of the examples, with other contexts. */
const WORDINGS: readonly PromptRecord[] = [
  { ...EXAMPLES[1]!, id: 'c#article-1', text: 'Is the card free of charge?', contexts: [] },
  { ...EXAMPLES[3]!, id: 'a#how-form-1', text: 'For what reason?' },
];
/** Four steps of one pair, two pairs, a pair and an example that is alone, and no pair. */
const PLAN = [
  { examples: ['c', 'c#article-1'], triplets: [], pairs: 1 },
  { examples: ['c', 'c#article-1', 'a#how-form-1', 'a'], triplets: [], pairs: 2 },
  { examples: ['a', 'a#how-form-1', 'x'], triplets: [['a', 'c', 'x']], pairs: 1 },
  { examples: ['m', 'x'], triplets: [] },
];

/** The engine contract of trainings with pairs of wordings. */
export function describePairedTraining(create: () => Engine): void {
  describe('train with pairs of wordings', () => {
    let engine: Engine;
    let fixture: EngineFixture;
    let examples: string;
    beforeAll(() => {
      engine = create();
      fixture = new EngineFixture();
      examples = fixture.lines('wordings.jsonl', [...EXAMPLES, ...WORDINGS]);
    });
    afterAll(async () => {
      await engine.close();
      fixture.remove();
    });

    const paired = (folder: string, steps: readonly unknown[], settings: Partial<TrainJob['settings']>): TrainJob => {
      const job = fixture.training(folder, 1, { examples, settings: { ...SETTINGS, kl: { weight: 1 }, ...settings } });
      writeJson(job.plan, { steps });
      return job;
    };
    const logOf = ({ log }: TrainJob) => readJsonLines(log, LogLine);

    it('draws them together by the weight of the divergence, and logs it without the weight', async () => {
      const twice = [...PLAN, ...PLAN.slice(0, 2)];
      const [drawn, left] = [
        paired('drawn', twice, { kl: { weight: 3 } }),
        paired('left', twice, { kl: { weight: 0 } }),
      ];
      for (const job of [drawn, left]) await engine.train(job);
      const [withIt, without] = [logOf(drawn), logOf(left)];
      expect(withIt[0]?.kl).toBeGreaterThan(0);
      expect(withIt[0]?.kl).toBe(without[0]?.kl);
      expect(withIt[3]?.kl).toBeNull();
      expect(withIt.at(-1)?.kl).toBeLessThan(without.at(-1)?.kl as number);
      expect(trained(drawn)[0]).not.toEqual(trained(left)[0]);
    });

    it('reads them part by part, goes on where it was killed, and needs to be asked', async () => {
      const settings = { ...TRIPLET_SETTINGS, microBatch: 2, checkpointLayers: true };
      const [undisturbed, killed] = [paired('undisturbed', PLAN, settings), paired('killed', PLAN, settings)];
      await engine.train(undisturbed);
      await expect(engine.train(killed, killAfter(3))).rejects.toThrow('killed');
      await engine.train(killed);
      expect(trained(killed)).toEqual(trained(undisturbed));
      const whole = paired('at once', PLAN, TRIPLET_SETTINGS);
      await engine.train(whole);
      const [parts, once] = [logOf(undisturbed), logOf(whole)];
      for (const field of ['ce', 'kl', 'gradientNorm'] as const)
        expect(parts[0]![field]! / once[0]![field]!, field).toBeCloseTo(1, 4);
      const { kl: _, ...plain } = whole.settings;
      const unasked = { ...paired('unasked', PLAN, {}), settings: plain };
      await engine.train(unasked);
      for (const line of logOf(unasked)) expect(line).not.toHaveProperty('kl');
    });

    it('draws adapters together too', async () => {
      const lora = { rank: 4, alpha: 8, dropout: 0, targetModules: ['q_proj'], out: fixture.path('lora', 'adapter') };
      const job = paired('lora', PLAN.slice(0, 2), {});
      await engine.train({ ...job, lora });
      for (const { kl } of logOf(job)) expect(kl).toBeGreaterThan(0);
    });

    it('refuses answers that differ, and parts that would cut a pair, before the first step', async () => {
      const differ = paired('differ', [...PLAN, { examples: ['c', 'a'], triplets: [], pairs: 1 }], {});
      await expect(engine.train(differ)).rejects.toMatchObject({
        code: 'BAD_DOCUMENT',
        details: { path: differ.plan },
      });
      const cut = paired('cut', PLAN, { microBatch: 3 });
      await expect(engine.train(cut)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
      expect(anyOf(differ.out, differ.log, differ.state, cut.out, cut.log, cut.state)).toBe(false);
    });
  });
}
