import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../core/random.js';
import { canonicalize } from '../canonicalize.js';
import { classifyPair } from '../classify.js';
import { VARIATION_KINDS } from './index.js';
import type { VariationKind } from './kind.js';

const kinds: readonly VariationKind[] = VARIATION_KINDS;

describe('the registry of kinds', () => {
  it('has names, labels and canonical steps that are each of one kind', () => {
    const steps = kinds.flatMap(({ canonical }) => canonical?.step ?? []);
    for (const values of [kinds.map(({ name }) => name), kinds.map(({ label }) => label), steps.map(String)])
      expect(new Set(values).size).toBe(values.length);
  });

  it.each(kinds)(
    '$name: a name for files, an example that is of it, and a canonical form that its rewordings share',
    (kind) => {
      const { name, lexical, example } = kind;
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(['equal', 'agreement', 'spacing', 'unexplained', 'original', 'identical', 'not-equivalent']).not.toContain(
        name,
      );
      const [question, variant] = example;
      const found = classifyPair(question, variant, lexical ? {} : { similarity: 1 }).kinds;
      expect(found).toContain(name);
      const made = kind.apply({ text: question, paraphrases: [variant] }, new RandomStream(1, 'test'));
      // A slip is drawn, and only frequent ones are undone.
      if (name === 'spelling') return;
      expect(made).toContain(variant);
      if (kind.canonical) expect(canonicalize(variant)).toBe(canonicalize(question));
    },
  );
});
