import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines, writeJson } from '../../core/files.js';
import { Tokenizer } from '../../text/tokenizer.js';
import type { Engine, GenerateJob } from '../engine.js';
import { AnswerRecord, type PromptRecord } from '../records.js';
import { anyOf, EngineFixture, EXAMPLES, killAfter, STEPS, TOO_LONG } from './engine-fixture.contract.js';

/** The generation part of the engine contract. */
export function describeGeneration(create: () => Engine): void {
  describe('generate', () => {
    let engine: Engine;
    let fixture: EngineFixture;
    /** A model that has memorized the answers. */
    let model: string;
    beforeAll(async () => {
      engine = create();
      fixture = new EngineFixture();
      const training = fixture.training('taught', STEPS);
      await engine.train(training);
      model = training.out;
    });
    afterAll(async () => {
      await engine.close();
      fixture.remove();
    });

    const job = (folder: string, changes: Partial<GenerateJob> = {}) =>
      fixture.generation(folder, { model, ...changes });
    const answersOf = async (one: GenerateJob) => {
      await engine.generate(one);
      return readJsonLines(one.out, AnswerRecord);
    };
    const taught = EXAMPLES.map(({ id, answer }) => ({ id, answer: answer.toLowerCase() }));

    it('gives the answers that were taught, in the order of the examples, and stops at their end', async () => {
      const one = job('whole');
      let count = 0;
      await engine.generate(one, (done, total) => {
        expect(total).toBe(EXAMPLES.length);
        count += done;
      });
      expect(readJsonLines(one.out, AnswerRecord)).toEqual(taught);
      expect(count).toBe(EXAMPLES.length);
      expect(anyOf(one.partial), 'the partial file is gone').toBe(false);
    });

    it.each([1, 3, 100])('gives the same bytes again, in batches of %i', async (batch) => {
      const [once, again] = [job(`once ${batch}`, { batch }), job(`again ${batch}`, { batch })];
      expect(await answersOf(once)).toEqual(taught);
      await engine.generate(again);
      expect(readFileSync(again.out)).toEqual(readFileSync(once.out));
    });

    it.each([1, 2, 4])('writes no more than %i tokens', async (maxNewTokens) => {
      const tokenizer = Tokenizer.load(model);
      const cut = EXAMPLES.map(({ id, answer }) => ({
        id,
        answer: tokenizer.decode(tokenizer.encode(` ${answer}`).slice(0, maxNewTokens)),
      }));
      expect(await answersOf(job(`at most ${maxNewTokens}`, { maxNewTokens }))).toEqual(cut);
    });

    it('fills the places of answers that have ended, and resumes after whole windows', async () => {
      const one = job('windows', { batch: 1, window: 4 });
      await expect(engine.generate(one, killAfter(4))).rejects.toThrow('killed');
      let resumed = 0;
      await engine.generate(one, (done, _, note) => {
        if (note === 'resumed') resumed = done;
      });
      expect(resumed).toBe(4);
      expect(readJsonLines(one.out, AnswerRecord)).toEqual(taught);
    });

    it('draws answers by seed and example, not by batch, and records how', async () => {
      const decoding = { sample: true, temperature: 3, topK: 0, seed: 1 };
      const record = fixture.path('decoding.json');
      const drawn = await answersOf(job('drawn', { decoding, record }));
      expect(drawn).not.toEqual(taught);
      expect(await answersOf(job('drawn alone', { decoding, batch: 1 }))).toEqual(drawn);
      expect(await answersOf(job('drawn anew', { decoding: { ...decoding, seed: 2 } }))).not.toEqual(drawn);
      expect(JSON.parse(readFileSync(record, 'utf8'))).toEqual({
        maxNewTokens: 16,
        precision: 'float32',
        ...decoding,
        topP: 1,
        repetitionPenalty: 1,
        endTokens: [1],
        stopStrings: [],
      });
    });

    it('ends answers before a stop string', async () => {
      const stopped = await answersOf(job('stopped', { decoding: { stopStrings: ['pay', ' your'] } }));
      const texts = new Map(stopped.map(({ id, answer }) => [id, answer]));
      expect(texts.get('a')).toBe('choose');
      expect(texts.get('x')).toBe('it is on');
      expect(texts.get('c')).toBe('yes, it is.');
    });

    it('gives an empty answer where a model ends at once', async () => {
      const [{ id, answer }] = EXAMPLES as [PromptRecord];
      const silent = fixture.path('silent');
      cpSync(model, silent, { recursive: true });
      const [eos_token_id] = Tokenizer.load(model).encode(` ${answer}`);
      writeJson(join(silent, 'generation_config.json'), { eos_token_id });
      expect(await answersOf(job('silent', { model: silent }))).toContainEqual({ id, answer: '' });
    });

    describe('killed and started again', () => {
      it.each([
        ['before the first batch', 0, ''],
        ['after a batch', 2, ''],
        ['after two batches', 4, ''],
        ['after all of them', 5, ''],
        ['while it wrote a line', 2, '{"id":"z#art'],
        ['inside a batch', 2, '{"id":"m","answer":"You'],
        ['after half a batch', 4, '{"id":"z#article-1","answer":"wrong"}\n'],
        ['while it wrote a letter', 2, Buffer.from('{"id":"é').subarray(0, -1)],
        ['and the disk lost a block', 2, '\0\0\0\0\n\0\0\n'],
      ])('%s it ends with the same bytes', async (when, answers, torn) => {
        const one = job(`killed ${when}`);
        if (answers > 0) await expect(engine.generate(one, killAfter(answers))).rejects.toThrow('killed');
        if (torn.length > 0) appendFileSync(one.partial, torn);
        expect(anyOf(one.out), 'no output before the end').toBe(false);
        let count = 0;
        await engine.generate(one, (done) => {
          count += done;
        });
        expect(count, 'answers given before count too').toBe(EXAMPLES.length);
        expect(readJsonLines(one.out, AnswerRecord)).toEqual(taught);
        expect(anyOf(one.partial)).toBe(false);
      });

      it.each([
        ['of other examples', `${JSON.stringify({ id: 'other', answer: 'x' })}\n`.repeat(8)],
        ['of something else', '{"steps":[]}\n[]\n7\n"x"\n'],
      ])('it does not take over the answers %s', async (what, content) => {
        const one = job(`foreign ${what}`);
        mkdirSync(dirname(one.partial), { recursive: true });
        writeFileSync(one.partial, content);
        expect(await answersOf(one)).toEqual(taught);
      });
    });

    describe('refuses, and writes nothing', () => {
      const refusal = async (one: GenerateJob, expected: { code: string; details?: object }) => {
        await expect(engine.generate(one)).rejects.toMatchObject({ name: 'UnisonoError', ...expected });
        expect(anyOf(one.out, one.partial)).toBe(false);
      };

      it('a prompt that leaves no room for an answer', async () => {
        await refusal(job('long', { examples: fixture.lines('long.jsonl', [EXAMPLES[0], TOO_LONG]) }), {
          code: 'PROMPT_TOO_LONG',
          details: { id: TOO_LONG.id, tokens: expect.any(Number), limit: 128 - 16 },
        });
      });

      it('a directory that is no model', async () => {
        await refusal(job('no model', { model: fixture.path('nowhere') }), { code: 'NOT_A_MODEL' });
      });

      it('examples that are not there or are none', async () => {
        await refusal(job('no examples', { examples: fixture.path('nowhere.jsonl') }), { code: 'FILE_NOT_FOUND' });
        const examples = fixture.lines('bad.jsonl', [{ ...EXAMPLES[0], contexts: 'none' }]);
        await refusal(job('bad', { examples }), { code: 'BAD_RECORD', details: { path: examples, line: 1 } });
      });
    });
  });
}
