import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateFactor, Schedule } from './schedule.js';

const { schedules } = JSON.parse(readFileSync(new URL('./fixtures/optimizer.json', import.meta.url), 'utf8'));

describe('learningRateFactor', () => {
  it.each(schedules as { schedule: Schedule; total: number; warmup: number; factors: number[] }[])(
    'follows $schedule over $total steps after $warmup of warm-up',
    ({ schedule, total, warmup, factors }) => {
      for (const [step, expected] of factors.entries()) {
        expect(learningRateFactor(schedule, step, total, warmup)).toBeCloseTo(expected, 9);
      }
    },
  );

  it('stays in (0, 1], rises in warm-up and never rises after it', () => {
    const run = fc
      .integer({ min: 1, max: 300 })
      .chain((total) => fc.record({ total: fc.constant(total), warmup: fc.nat(total) }));
    fc.assert(
      fc.property(fc.constantFrom(...Schedule.options), run, (schedule, { total, warmup }) => {
        const factors = Array.from({ length: total }, (_, step) => learningRateFactor(schedule, step, total, warmup));
        return factors.every((factor, step) => {
          const before = factors[step - 1] ?? factor;
          return factor > 0 && factor <= 1 && (step < warmup ? before <= factor : before >= factor);
        });
      }),
    );
  });
});
