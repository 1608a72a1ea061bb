import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrawTriplet, planPairedTraining, planTraining, TrainingPlan } from './plan.js';

/** Two hundred examples of lengths 5 to 104, in no order. */
const EXAMPLES = Array.from({ length: 200 }, (_, i) => ({ id: `q${i}`, length: 5 + ((i * 37) % 100) }));
const LENGTHS = new Map(EXAMPLES.map(({ id, length }) => [id, length]));

const sorted = (ids: readonly string[]) => [...ids].sort();

/** The batches of each epoch. */
function epochsOf({ steps }: TrainingPlan, epochs: number): string[][][] {
  const count = steps.length / epochs;
  return Array.from({ length: epochs }, (_, epoch) =>
    steps.slice(epoch * count, (epoch + 1) * count).map(({ examples }) => examples),
  );
}

/** Length of all batches when each example is padded to the longest of its batch. */
function padded(batches: readonly (readonly string[])[]): number {
  return batches.reduce((sum, ids) => sum + ids.length * Math.max(...ids.map((id) => LENGTHS.get(id) as number)), 0);
}

describe('planTraining', () => {
  it('shows every example once an epoch, in batches of the size asked for', () => {
    const examples = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), length: fc.nat(9) }), {
      minLength: 1,
      maxLength: 60,
      selector: ({ id }) => id,
    });
    const epochs = fc.integer({ min: 1, max: 3 });
    const batch = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(examples, epochs, batch, fc.nat(), (all, count, size, seed) => {
        const plan = planTraining(all, count, size, seed);
        expect(plan.steps).toHaveLength(count * Math.ceil(all.length / size));
        for (const batches of epochsOf(plan, count)) {
          expect(sorted(batches.flat())).toEqual(sorted(all.map(({ id }) => id)));
          const short = batches.filter((ids) => ids.length !== size).map((ids) => ids.length);
          expect(short).toEqual(all.length % size ? [all.length % size] : []);
        }
        expect(TrainingPlan.parse(plan)).toEqual(plan);
      }),
    );
  });

  it('depends on the examples and the seed alone, and shuffles every epoch anew', () => {
    const plan = planTraining(EXAMPLES, 3, 4, 7);
    expect(planTraining(EXAMPLES, 3, 4, 7)).toEqual(plan);
    expect(planTraining(EXAMPLES, 3, 4, 8)).not.toEqual(plan);
    const orders = epochsOf(plan, 3).map((batches) => batches.flat().join());
    expect(new Set([...orders, EXAMPLES.map(({ id }) => id).join()]).size).toBe(4);
  });

  it('starts a longer training like a shorter one', () => {
    const shorter = planTraining(EXAMPLES, 2, 4, 7).steps;
    expect(planTraining(EXAMPLES, 5, 4, 7).steps.slice(0, shorter.length)).toEqual(shorter);
  });

  it('puts examples of like length together, in batches that come in no order of length', () => {
    const [batches] = epochsOf(planTraining(EXAMPLES, 1, 4, 7), 1) as [string[][]];
    const ids = EXAMPLES.map(({ id }) => id);
    const unsorted = Array.from({ length: 50 }, (_, i) => ids.slice(4 * i, 4 * i + 4));
    const whole = EXAMPLES.reduce((sum, { length }) => sum + length, 0);
    expect(padded(batches) - whole).toBeLessThan((padded(unsorted) - whole) / 3);
    const longest = batches.map((some) => Math.max(...some.map((id) => LENGTHS.get(id) as number)));
    const rises = longest.filter((length, i) => i > 0 && length > (longest[i - 1] as number)).length;
    expect(rises).toBeGreaterThan(15);
    expect(rises).toBeLessThan(35);
  });

  it('leaves what it is given as it is', () => {
    const examples = structuredClone(EXAMPLES);
    planTraining(examples, 2, 3, 1);
    expect(examples).toEqual(EXAMPLES);
  });

  it('gives every example of a batch its triplet of that epoch, and none without a draw', () => {
    const draw: DrawTriplet = (anchor, epoch) => ({ positive: `${anchor}+${epoch}`, negative: `${anchor}-${epoch}` });
    const plain = planTraining(EXAMPLES, 2, 4, 7);
    const triplets = planTraining(EXAMPLES, 2, 4, 7, draw);
    expect(triplets.steps.map(({ examples }) => examples)).toEqual(plain.steps.map(({ examples }) => examples));
    for (const [i, step] of triplets.steps.entries()) {
      const epoch = i < 50 ? 0 : 1;
      expect(step.triplets).toEqual(step.examples.map((id) => [id, `${id}+${epoch}`, `${id}-${epoch}`]));
    }
    for (const step of plain.steps) expect(step.triplets).toEqual([]);
  });
});

describe('planPairedTraining', () => {
  const question = (id: string) => id.split('#')[0] as string;
  const WORDINGS = EXAMPLES.map(({ length }, i) => ({ id: `q${i % 70}#${i}`, question: `q${i % 70}`, length }));
  const lengths = new Map(WORDINGS.map(({ id, length }) => [id, length]));

  it('shows every wording once an epoch, in as many steps as without pairs; pairs come first in their batch', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 4 }), fc.nat(), (wordings, half, seed) => {
        const all = wordings.flatMap((count, i) =>
          Array.from({ length: count }, (_, k) => ({ id: `${i}#${k}`, question: `${i}`, length: (i * 7 + k) % 10 })),
        );
        const plan = planPairedTraining(all, 2, 2 * half, seed);
        expect(TrainingPlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
        expect(plan.steps).toHaveLength(2 * Math.ceil(all.length / (2 * half)));
        const pairsOf = (steps: TrainingPlan['steps']) => steps.reduce((sum, { pairs = 0 }) => sum + pairs, 0);
        const most = wordings.reduce((sum, count) => sum + Math.floor(count / 2), 0);
        for (const steps of [plan.steps.slice(0, plan.steps.length / 2), plan.steps.slice(plan.steps.length / 2)]) {
          expect(sorted(steps.flatMap(({ examples }) => examples))).toEqual(sorted(all.map(({ id }) => id)));
          expect(pairsOf(steps)).toBe(most);
        }
        for (const { examples, pairs = 0 } of plan.steps)
          for (let i = 0; i < 2 * pairs; i += 2) expect(question(examples[i]!)).toBe(question(examples[i + 1]!));
      }),
    );
  });

  it('pairs anew in every epoch, and keeps like lengths together', () => {
    const plan = planPairedTraining(WORDINGS, 2, 8, 7);
    expect(planPairedTraining(WORDINGS, 2, 8, 7)).toEqual(plan);
    const partners = (steps: TrainingPlan['steps']) =>
      steps.flatMap(({ examples, pairs = 0 }) =>
        Array.from({ length: pairs }, (_, i) => sorted(examples.slice(2 * i, 2 * i + 2)).join()),
      );
    const half = plan.steps.length / 2;
    expect(sorted(partners(plan.steps.slice(0, half)))).not.toEqual(sorted(partners(plan.steps.slice(half))));
    const longest = (ids: readonly string[]) => Math.max(...ids.map((id) => lengths.get(id)!));
    const waste = (batches: readonly (readonly string[])[]) =>
      batches.reduce((sum, ids) => sum + ids.length * longest(ids), 0);
    const byTwos = plan.steps.flatMap(({ examples }) =>
      Array.from({ length: examples.length / 2 }, (_, i) => examples.slice(2 * i, 2 * i + 2)),
    );
    const batches = plan.steps.map(({ examples }) => examples);
    // Within a pair lengths are as they are; what batching adds to that is little.
    expect(waste(batches)).toBeLessThan(1.15 * waste(byTwos));
  });

  it('mixes questions in a batch although wordings of one question are as long as each other', () => {
    const all = Array.from({ length: 480 }, (_, i) => ({
      id: `q${i % 80}#${i}`,
      question: `q${i % 80}`,
      length: i % 80,
    }));
    const { steps } = planPairedTraining(all, 1, 8, 7);
    const mixed = steps.filter(({ examples }) => new Set(examples.map(question)).size === 4);
    expect(mixed.length).toBeGreaterThan(steps.length * 0.9);
  });

  it('gives every example its triplet', () => {
    const draw: DrawTriplet = (anchor, epoch) => ({ positive: `${anchor}+${epoch}`, negative: `${anchor}-${epoch}` });
    for (const { examples, triplets } of planPairedTraining(WORDINGS, 1, 8, 7, draw).steps)
      expect(triplets).toEqual(examples.map((id) => [id, `${id}+0`, `${id}-0`]));
  });

  it('refuses an odd batch', () => {
    expect(() => planPairedTraining(WORDINGS, 1, 7, 1)).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT', details: expect.objectContaining({ op: 'training.batch' }) }),
    );
  });
});

describe('TrainingPlan', () => {
  it.each([
    ['no steps', { steps: [] }],
    ['a step without examples', { steps: [{ examples: [], triplets: [] }] }],
    ['a triplet of two', { steps: [{ examples: ['a'], triplets: [['a', 'b']] }] }],
    ['more pairs than examples', { steps: [{ examples: ['a', 'b', 'c'], triplets: [], pairs: 2 }] }],
    ['no pairs that are counted', { steps: [{ examples: ['a', 'b'], triplets: [], pairs: 0 }] }],
    ['unknown fields', { steps: [{ examples: ['a'], triplets: [], weight: 1 }] }],
  ])('refuses %s', (_, plan) => {
    expect(TrainingPlan.safeParse(plan).success).toBe(false);
  });
});
