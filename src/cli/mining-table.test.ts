import { expect, it } from 'vitest';
import type { Mining } from '../mining/mining.js';
import { miningTable } from './mining-table.js';

it('a mining table lines its kinds up', () => {
  const consistency = { value: 0.5, low: 0.25, high: 0.75, bca: null, n: 4, questions: 2 };
  const mining = {
    log: { asked: 30, distinct: 8, canonical: 6 },
    groups: 2,
    grouped: { queries: 5, asked: 21 },
    kinds: [
      { kind: 'punctuation', wordings: 2, asked: 4, share: 0.5, answered: 1, consistency },
      { kind: 'case', wordings: 10, asked: 12, share: 1, answered: 0 },
    ],
  };
  expect(miningTable(mining as unknown as Mining).split('\n')).toEqual([
    '30 queries, 8 distinct, 6 in canonical form',
    '2 groups hold 5 distinct queries, asked 21 times',
    '',
    'kind         wordings     asked    share  answers agree',
    'punctuation         2         4   50.0 %  0.500 [0.25, 0.75] of 1',
    'case               10        12  100.0 %',
  ]);
});
