import { describe, expect, it } from 'vitest';
import type { Mining } from '../../mining/mining.js';
import { renderReport } from '../render-report.js';
import { sampleData } from '../sample-data.contract.js';

const HOSTILE = '</script><img src=x onerror=alert(1)>';
const member = (text: string, kinds: string[]) => ({ text, count: 1234, kinds, similarity: 1 });
const mining: Mining = {
  log: { asked: 9000, distinct: 50, canonical: 40, skipped: { empty: 0, tooLong: 0 } },
  settings: { encoder: 'x', neighbors: 10, similarity: 0.9, answerThreshold: 0.7, seed: 1 },
  groups: 1,
  grouped: { queries: 2, asked: 2468 },
  checks: { pairs: 1, judged: 1, refused: 0, ejected: 0, answersNotKept: 0 },
  kinds: [
    {
      kind: 'article',
      wordings: 1,
      asked: 1234,
      share: 1,
      answered: 1,
      consistency: { value: 0.5, low: 0.25, high: 0.75, bca: null, n: 4, questions: 2 },
    },
    { kind: HOSTILE, wordings: 1, asked: 1, share: 0.1, answered: 0 },
  ],
  mostBreaking: ['article'],
  examples: [
    { id: 'g1', count: 2468, members: [member('How do I pay the fee?', []), member(HOSTILE, ['article', HOSTILE])] },
  ],
};

describe('the section on a mined log', () => {
  const html = renderReport(sampleData(), { mining });

  it('shows kinds, shares and groups', () => {
    expect(html).toContain('<a href="#mining">');
    expect(html).toMatch(/Of 9\D?000 queries of the log/u);
    expect(html).toMatch(/a \/ an \/ the<\/bdi><\/th>.*<data value="0.5">.*<data value="0.25">.*<data value="0.75">/s);
    expect(html).toContain('How do I pay the fee?');
  });

  it('shows text of the log as text', () => {
    expect(html).not.toContain('<img');
  });

  it('is left out of a report without one', () => {
    expect(renderReport(sampleData())).not.toContain('mining');
  });
});
