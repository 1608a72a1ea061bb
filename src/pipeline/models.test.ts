import { describe, expect, it } from 'vitest';
import type { PairLossName } from '../training/pair-losses.js';
import { COMPARISONS, trainedRungs } from './models.js';

describe('trainedRungs', () => {
  const specialists = { A: ['semantic'], C: ['number', 'article'] } as const;
  const names = (losses?: PairLossName[]) => trainedRungs(specialists, losses).map(({ name }) => name);

  it('trains all kinds with the symmetric KL only where it is asked for', () => {
    expect(names()).toEqual(['SFT', 'SFT+TL', 'A', 'C', 'ALL']);
    expect(names(['kl'])).toEqual([...names(), 'ALL+KL']);
    const [all, withKl] = trainedRungs(specialists, ['kl']).slice(-2);
    expect(withKl).toEqual({ ...all, name: 'ALL+KL', pairLosses: ['kl'] });
  });

  it('compares it with ALL and with the merge', () => {
    expect(COMPARISONS.filter((pair) => pair.includes('ALL+KL'))).toEqual([
      ['ALL+KL', 'ALL'],
      ['Merged', 'ALL+KL'],
    ]);
  });
});
