import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../core/random.js';
import type { Figure } from '../../metrics/figure.js';
import type { Example } from '../../retrieval/example.js';
import { Causes, type Decomposition } from './causes.js';
import { hasCauseAnswers, measureCauses } from './measure-causes.js';

const SETTINGS = { threshold: 0.9, k: 3, p: 0.9, resamples: 200, seed: 3 };
const QUESTIONS = 60;

/** Every original retrieves `a b`, its rewording too for even questions, else `b c`. */
const EXAMPLES: Example[] = Array.from({ length: QUESTIONS }, (_, n) => n).flatMap((n) =>
  (['original', 'article'] as const).map((kind) => ({
    id: kind === 'original' ? `q${n}` : `q${n}#article-1`,
    question: `q${n}`,
    split: 'test' as const,
    kind,
    text: `${kind} ${n}`,
    contexts: (kind === 'original' || n % 2 === 0 ? ['a', 'b'] : ['b', 'c']).map((id, rank) => ({
      ...{ id, title: id, text: id },
      score: 2 - rank,
    })),
    answer: 'x',
  })),
);

/**
 * Answers of a system whose wording changes an answer with probability `wording`, its contexts with `contexts`, and its
 * mood with `mood`, independently; any change gives another answer.
 */
function answers(wording: number, contexts: number, mood: number, roles = ['again-1', 'held', 'swapped']) {
  return Array.from({ length: QUESTIONS }, (_, n) => n).flatMap((n) => {
    const random = new RandomStream(9, `q${n}`);
    const [word, context] = [random.uniform() < wording, n % 2 === 1 && random.uniform() < contexts];
    const say = (changedWord: boolean, changedContext: boolean) => {
      const moody = random.uniform() < mood;
      return `answer${changedWord ? ' worded' : ''}${changedContext ? ' elsewhere' : ''}${moody ? ' moody' : ''} to ${n}`;
    };
    const all = {
      [`q${n}`]: `answer to ${n}`,
      [`q${n}#article-1`]: say(word, context),
      [`q${n}#again-1`]: say(false, false),
      [`q${n}#article-1#held`]: say(word, false),
      [`q${n}#article-1#swapped`]: say(false, context),
    };
    return Object.entries(all)
      .filter(([id]) => !/#(again-1|held|swapped)$/.test(id) || roles.some((role) => id.endsWith(`#${role}`)))
      .map(([id, answer]) => ({ id, answer }));
  });
}

function sum({ parts }: Decomposition): number {
  return Object.values(parts).reduce((total, part) => total + (part?.value ?? 0), 0);
}

const ALL_ROLES = [['again-1', 'held', 'swapped'], ['again-1', 'held'], ['held'], ['again-1'], []];

describe('measureCauses', () => {
  it.each(ALL_ROLES)('has parts that add up to the whole, whatever was asked: %s %s %s', (...roles: string[]) => {
    const measured = measureCauses('m', EXAMPLES, answers(0.3, 0.6, 0.1, roles), SETTINGS);
    for (const each of [measured.em, measured.rs]) {
      expect(sum(each)).toBeCloseTo(each.endToEnd.value, 12);
      const shares = Object.values(each.parts).reduce((total, part) => total + (part?.share?.value ?? 0), 0);
      expect(shares).toBeCloseTo(1, 12);
      for (const part of Object.values(each.parts)) {
        if (!part) continue;
        expect(part.low).toBeLessThanOrEqual(part.value);
        expect(part.high).toBeGreaterThanOrEqual(part.value);
      }
    }
    const causes = {
      words: 'auto' as const,
      threshold: 0.7,
      resamples: 200,
      seed: 3,
      k: 3,
      p: 0.9,
      models: [measured],
    };
    expect(Causes.parse(JSON.parse(JSON.stringify(causes)))).toEqual(causes);
  });

  it('finds the cause', () => {
    const share = (...how: [number, number, number]) => {
      const { noise, generator, retriever } = measureCauses('m', EXAMPLES, answers(...how), SETTINGS).em.parts;
      return [noise, generator, retriever].map((part) => part?.share?.value ?? Number.NaN);
    };
    expect(share(0.4, 0, 0)).toEqual([0, 1, 0]);
    expect(share(0, 1, 0)).toEqual([0, 0, 1]);
    const [noise, generator, retriever] = share(0, 0, 0.5) as [number, number, number];
    expect(noise).toBeGreaterThan(0.6);
    expect(Math.abs(generator) + Math.abs(retriever)).toBeLessThan(0.4);
  });

  it('gives the definitions of docs/causes.md', () => {
    const { em } = measureCauses('m', EXAMPLES, answers(0.5, 0.7, 0.2), SETTINGS);
    const {
      endToEnd: e,
      noise: n,
      held: h,
      swapped: s,
    } = em as Record<keyof Pick<Decomposition, 'endToEnd' | 'noise' | 'held' | 'swapped'>, Figure>;
    expect(em.parts.generator?.value).toBeCloseTo((h.value - n.value + (e.value - s.value)) / 2, 12);
    expect(em.parts.retriever?.value).toBeCloseTo((e.value - h.value + (s.value - n.value)) / 2, 12);
    expect(em.interaction?.value).toBeCloseTo(e.value - h.value - s.value + n.value, 12);
    const plain = measureCauses('m', EXAMPLES, answers(0.5, 0.7, 0.2, ['again-1', 'held']), SETTINGS).em;
    expect(plain.parts.generator?.value).toBeCloseTo(h.value - n.value, 12);
    expect(plain.parts.retriever?.value).toBeCloseTo(e.value - h.value, 12);
    expect(plain.interaction).toBeNull();
  });

  it('measures the retriever from the examples, or from what the answers say', () => {
    const { retriever } = measureCauses('m', EXAMPLES, answers(0, 0, 0), SETTINGS);
    expect(retriever?.same.value).toBe(0.5);
    expect(retriever?.jaccard.value).toBeCloseTo((1 + 1 / 3) / 2, 12);
    const told = answers(0, 0, 0).map((record) => ({ ...record, contexts: ['z', { id: 'y' }] }));
    expect(measureCauses('m', EXAMPLES, told, SETTINGS).retriever?.rbo.value).toBe(1);
  });

  it('says what is not measured, and why', () => {
    const bare = EXAMPLES.map((example) => ({ ...example, contexts: [] }));
    const { retriever, em, notMeasured } = measureCauses('m', bare, answers(0.5, 0, 0, []), SETTINGS);
    expect(retriever).toBeNull();
    expect([em.noise, em.held, em.parts.generator, em.interaction]).toEqual([null, null, null, null]);
    expect(em.parts.undivided?.share?.value).toBe(1);
    expect(notMeasured.map(({ what }) => what)).toEqual([
      'noise floor',
      'generator and retriever apart',
      'interaction',
      'retriever stability',
    ]);
    const partly = answers(0.5, 0, 0).filter(({ id }) => id !== 'q3#article-1#held');
    expect(measureCauses('m', EXAMPLES, partly, SETTINGS).notMeasured).toEqual([
      { what: 'generator and retriever apart', reason: expect.stringContaining('1 of 60 pairs') },
    ]);
  });

  it('has nothing to share where every answer agrees', () => {
    const { parts, endToEnd } = measureCauses('m', EXAMPLES, answers(0, 0, 0), SETTINGS).rs;
    expect(endToEnd.value).toBe(0);
    expect(parts.generator).toMatchObject({ value: 0, share: null });
  });

  it('knows answers that are there for it alone', () => {
    expect(hasCauseAnswers(answers(0, 0, 0))).toBe(true);
    expect(hasCauseAnswers(answers(0, 0, 0, []))).toBe(false);
  });
});
