import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import { FaultyServer, refuse, say } from '../../endpoint/faulty-server.contract.js';
import type { Example } from '../../retrieval/example.js';
import { AnswerLog } from '../../targets/answer-log.js';
import type { ScoredPair } from '../pairs.js';
import { judgePairs } from './judge-pairs.js';
import { JudgeTarget } from './judge-target.js';
import { Judgments } from './judgments.js';

const EXAMPLES = ['q1', 'q1#article-1', 'q2', 'q2#article-1', 'q3', 'q3#article-1'].map(
  (id): Example => ({
    ...{ id, question: id.split('#')[0]!, split: 'test', kind: id.includes('#') ? 'article' : 'original' },
    ...{ text: `wording ${id}`, contexts: [], answer: 'x' },
  }),
);

const pair = (question: string, answer: string, variantAnswer: string): ScoredPair => ({
  ...{ model: 'B', id: `${question}#article-1`, question, kind: 'article', answer, variantAnswer },
  ...{
    agreement: 'different',
    rightAnswers: 0,
    em: 0,
    emNormalized: 0,
    rs: 0,
    bothRight: 0,
    bs: null,
    rougeLBetween: 0,
    accuracy: {},
    variantAccuracy: {},
    sameContexts: true,
  },
});

const PAIRS = [pair('q1', 'ten pounds', '10 pounds'), pair('q2', 'yes', 'no'), pair('q3', 'equal', 'equal')];
const SETTINGS = { repeats: 10, resamples: 100, seed: 1 };

describe('judgePairs', () => {
  let dir: string;
  let server: FaultyServer;
  let baseUrl: string;
  /** What the judge says of [answer 1, answer 2]; `n` counts its answers. */
  let verdict: (first: string, second: string, n: number) => string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'unisono-judge-'));
    server = new FaultyServer((response, { body }, n) => {
      const [first, second] = [...body.messages[1]!.content.matchAll(/<<<answer \d>>>\n(.*)\n/g)].map(
        ([, text]) => text!,
      );
      say(response, verdict(first!, second!, n));
    });
    baseUrl = await server.start();
  });
  afterEach(async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const judge = (pairs = PAIRS, settings = SETTINGS) => {
    const target = new JudgeTarget('m', new ChatEndpoint({ baseUrl, model: 'm', maxRetries: 0, env: {} }), 2, []);
    return judgePairs(target, pairs, EXAMPLES, new AnswerLog(join(dir, 'log.jsonl')), settings);
  };
  const same = (is: boolean) => JSON.stringify({ same: is });

  it('asks in both orders and again, but not of identical answers', async () => {
    verdict = (first) => same(first.includes('pounds'));
    const result = await judge();
    expect(Judgments.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(server.received).toHaveLength(8);
    expect(result.models).toMatchObject([
      { model: 'B', pairs: 3, identical: 1, unusable: 0, informationConsistency: { value: 2 / 3, n: 3 } },
    ]);
    expect(result.models[0]?.orderAgreement).toMatchObject({ value: 1, n: 2 });
    expect(result.repeatability).toMatchObject({ value: 1, n: 4 });
    expect(result.pairs.map(({ forward, backward }) => [forward, backward])).toEqual([
      ['same', 'same'],
      ['different', 'different'],
      [null, null],
    ]);
    await judge();
    expect(server.received).toHaveLength(8);
  });

  it('counts a half where the order decides, and shows it', async () => {
    verdict = (first) => same(first === 'ten pounds' || first === 'yes');
    const { models } = await judge();
    expect(models[0]?.informationConsistency?.value).toBeCloseTo((0.5 + 0.5 + 1) / 3, 12);
    expect(models[0]?.orderAgreement?.value).toBe(0);
  });

  it('asks nothing about an empty answer, which agrees with none', async () => {
    verdict = () => same(true);
    const { models, pairs } = await judge([pair('q1', '', ' '), pair('q2', 'yes', ''), pair('q3', 'equal', 'equal')]);
    expect(server.received).toHaveLength(0);
    expect(pairs.map(({ identical, empty }) => [identical, empty])).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
    expect(models).toMatchObject([{ emptyPairs: 2, identical: 1, informationConsistency: { value: 1 / 3 } }]);
  });

  it('shows a judge that does not repeat itself', async () => {
    const seen = new Set<string>();
    verdict = (first, second) => {
      const key = `${first}/${second}`;
      const again = seen.has(key);
      seen.add(key);
      return same(again);
    };
    expect((await judge()).repeatability?.value).toBe(0);
  });

  it('leaves out pairs of which the judge says nothing usable', async () => {
    verdict = (first) => (first === 'yes' ? 'well, it depends' : same(true));
    const { models, pairs } = await judge(PAIRS, { ...SETTINGS, repeats: 0 });
    expect(pairs[1]).toMatchObject({ forward: 'unusable', backward: 'same' });
    expect(models[0]).toMatchObject({ unusable: 1, informationConsistency: { value: 1, n: 2 } });
  });

  it('does not take a failing judge for an opinion', async () => {
    server.behavior = (response) => refuse(response, 401, 'no');
    await expect(judge()).rejects.toMatchObject({ code: 'ENDPOINT_UNAUTHORIZED' });
    await expect(judge([])).rejects.toMatchObject({ code: 'TOO_FEW_QUERIES' });
    await expect(judge([pair('q9', 'a', 'b')])).rejects.toMatchObject({ code: 'UNKNOWN_REFERENCE' });
  });
});
