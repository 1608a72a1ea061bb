import { describe, expect, it } from 'vitest';
import type { Example } from '../retrieval/example.js';
import { ScoredPair, scoreModel, scoresOfPairs } from './pairs.js';

const context = (id: string) => ({ id, title: id, text: `Text of ${id}.`, score: 1 });

const example = (id: string, kind: Example['kind'], contexts: string[] = ['a']): Example => ({
  id,
  question: id.split('#')[0] as string,
  split: 'test',
  kind,
  text: `wording of ${id}`,
  contexts: contexts.map(context),
  answer: 'you can pay up to 100 pounds a day',
});

const EXAMPLES = [
  example('q1', 'original'),
  example('q1#article-1', 'article'),
  example('q1#semantic-1', 'semantic', ['b']),
];

const answers = (...texts: string[]) => EXAMPLES.map(({ id }, i) => ({ id, answer: texts[i] as string }));

describe('scoreModel', () => {
  it('pairs every variant with its original', () => {
    const right = 'You can pay up to 100 pounds a day.';
    const { pairs, answers: scored } = scoreModel('B', EXAMPLES, answers(right, right, 'call us'), 0.7);
    expect(
      pairs.map(({ id, kind, em, rs, bothRight, sameContexts }) => [id, kind, em, rs, bothRight, sameContexts]),
    ).toEqual([
      ['q1#article-1', 'article', 1, 1, 1, true],
      ['q1#semantic-1', 'semantic', 0, 0, 0, false],
    ]);
    expect(pairs[0]).toMatchObject({
      model: 'B',
      question: 'q1',
      answer: right,
      variantAnswer: right,
      rougeLBetween: 1,
    });
    expect(scored.map(({ kind, values }) => [kind, values])).toEqual([
      ['original', { rougeL: 1, rougeLOriginal: 1 }],
      ['article', { rougeL: 1 }],
      ['semantic', { rougeL: 0 }],
    ]);
    for (const pair of pairs) expect(ScoredPair.parse(JSON.parse(JSON.stringify(pair)))).toEqual(pair);
    expect(scoresOfPairs('B', pairs).answers).toEqual(scored.map((each) => ({ ...each, reference: undefined })));
  });

  it('counts agreement on a wrong answer as consistent, never as right', () => {
    const { pairs } = scoreModel('B', EXAMPLES, answers('call the branch', 'call the branch', 'call the branch'), 0.7);
    expect(pairs.map(({ em, rs, bothRight }) => [em, rs, bothRight])).toEqual([
      [1, 1, 0],
      [1, 1, 0],
    ]);
  });

  it('refuses an example without an answer and a variant without its original', () => {
    expect(() => scoreModel('B', EXAMPLES, answers('a', 'b', 'c').slice(1), 0.7)).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_REFERENCE', message: expect.stringContaining('"q1"') }),
    );
    const orphan = EXAMPLES.slice(1);
    expect(() => scoreModel('B', orphan, answers('a', 'b', 'c'), 0.7)).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_REFERENCE' }),
    );
  });
});
