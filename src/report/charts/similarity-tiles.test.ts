import { describe, expect, it } from 'vitest';
import { likenessOrder, similarityTile } from './similarity-tiles.js';

describe('likenessOrder', () => {
  it('puts each query behind the one most like it', () => {
    // 0 is most like 2, 2 most like 1 of those left.
    const values = [1, 0.1, 0.9, 0.2, 0.1, 1, 0.5, 0.3, 0.9, 0.5, 1, 0.4, 0.2, 0.3, 0.4, 1];
    expect(likenessOrder(values, 4)).toEqual([0, 2, 1, 3]);
  });
});

describe('similarityTile', () => {
  it('joins equal neighbors, orders the queries and leaves the lowest blank', () => {
    const svg = similarityTile([1, 0, 0, 1], [1, 0], 0, 'a "<tile>"');
    expect(svg).toContain('aria-label="a &quot;&lt;tile&gt;&quot;"');
    expect(svg.match(/<path/g)).toHaveLength(1);
    expect(svg).toContain('d="M0 0h4v4H0zM4 4h4v4H4z" fill="var(--accent)" fill-opacity="1"');
    expect(similarityTile([1, 1, 1, 1], [0, 1], 0, '')).toContain('d="M0 0h8v4H0zM0 4h8v4H0z"');
  });

  it('scales from the lowest value to 1', () => {
    expect(similarityTile([1, 0.75, 0.75, 1], [0, 1], 0.5, '')).toContain('fill-opacity="0.5"');
  });
});
