import { describe, expect, it } from 'vitest';
import { groupQuality } from '../tools/mining/group-quality.js';

const line = (query: string, question: string, wording = 0, topic = question) => ({ query, question, topic, wording });
const member = (text: string) => ({ text, count: 1, kinds: [], similarity: 1 });

describe('the quality of groups', () => {
  it('counts pairs in one group, of one question, and both', () => {
    const lines = [line('a', 'A'), line('a?', 'A'), line('a!', 'A', 1), line('a', 'A'), line('b', 'B'), line('c', 'C')];
    const groups = [{ id: 'g1', count: 4, members: ['a', 'a?', 'b'].map(member) }];
    const quality = groupQuality(groups, lines);
    expect(quality).toMatchObject({ groups: 1, purity: 2 / 3, covered: 2 / 3 });
    expect(quality.all).toEqual({ together: 3, same: 3, both: 1 });
    // One query of each wording: "a" for "a?", and "a!" is in no group.
    expect(quality.wordings).toEqual({ together: 1, same: 1, both: 0 });
  });

  it('leaves out pairs of one topic that nobody has compared', () => {
    const lines = [line('a', 'A', 0, 'T'), line('b', 'B', 0, 'T')];
    const groups = [{ id: 'g1', count: 2, members: ['a', 'b'].map(member) }];
    expect(groupQuality(groups, lines).all).toEqual({ together: 0, same: 0, both: 0 });
  });
});
