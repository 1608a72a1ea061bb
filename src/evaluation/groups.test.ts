import { describe, expect, it } from 'vitest';
import { ScoredGroup, scoreGroups } from './groups.js';

const answer = (id: string, text: string) => ({ id, question: id.split('#')[0] as string, answer: text });

const ANSWERS = [
  answer('q1', 'a b c d'),
  answer('q2', 'yes'),
  answer('q1#x', 'a b c d'),
  answer('q1#y', 'a b x y'),
  answer('q2#x', 'Yes.'),
  answer('alone', 'whatever'),
  answer('q3', '...'),
  answer('q3#x', '...'),
];

describe('scoreGroups', () => {
  const groups = scoreGroups('B', ANSWERS, 0.5);

  it('compares every answer to a question with every other', () => {
    expect(groups[0]).toEqual({
      model: 'B',
      question: 'q1',
      answers: 3,
      // 1, and 2 common tokens of 4 and 4 twice: 0.5 is not above the threshold.
      oneAnswer: 0,
      oneAnswerExact: 0,
      meanPair: 2 / 3,
      worstPair: 0.5,
      worst: ['q1', 'q1#y'],
    });
    for (const group of groups) expect(ScoredGroup.parse(group)).toEqual(group);
  });

  it('tells agreement from equality, as RS and EM do', () => {
    expect(groups[1]).toMatchObject({ question: 'q2', oneAnswer: 1, oneAnswerExact: 0, worstPair: 1 });
    // Equal strings agree, although ROUGE-L finds no word in them.
    expect(groups[2]).toMatchObject({ question: 'q3', oneAnswer: 1, oneAnswerExact: 1, worstPair: 0 });
  });

  it('leaves out a question with one wording', () => {
    expect(groups.map(({ question }) => question)).toEqual(['q1', 'q2', 'q3']);
  });

  it('finds no one answer where answers are empty', () => {
    const silent = scoreGroups('B', [answer('q', ''), answer('q#x', '')], 0.5);
    expect(silent[0]).toMatchObject({ oneAnswer: 0, oneAnswerExact: 0, worstPair: 0 });
  });

  it('refuses a threshold out of range', () => {
    expect(() => scoreGroups('B', ANSWERS, 1)).toThrow(expect.objectContaining({ code: 'SHAPE_MISMATCH' }));
  });
});
