import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readJsonLines } from 'unisono/core';
import { z } from 'zod';

const MinedPair = z.object({
  source: z.string(),
  group: z.string(),
  types: z.array(z.string()),
  a: z.string(),
  b: z.string(),
});

const Correction = z.object({ pair: z.string(), kinds: z.array(z.string()).min(1), reason: z.string() });

/** A naturally occurring pair with its labels, those of a person where they differ from the mined ones. */
export interface NaturalPair {
  /** SHA-256 of both texts with a line break between. */
  readonly id: string;
  readonly source: string;
  /** The intent or thread that both were found under. */
  readonly topic: string;
  readonly question: string;
  readonly variant: string;
  readonly kinds: string[];
  /** The labels that the mining rules gave. */
  readonly mined: readonly string[];
  /** The mined labels were wrong. */
  readonly corrected: boolean;
}

/** The kinds that mined labels stand for. */
const KIND_OF: Readonly<Record<string, string>> = {
  howform: 'how-form',
  canform_weak: 'semantic',
  article: 'article',
  number: 'number',
  pronoun: 'pronoun',
  punct: 'punctuation',
  contraction: 'contraction',
  case: 'case',
};

/** The pairs of natural_minimal_pairs in `folder`, with the corrections in the file `corrections`. */
export function readNaturalPairs(folder: string, corrections: string): NaturalPair[] {
  const corrected = new Map(readJsonLines(corrections, Correction).map(({ pair, kinds }) => [pair, kinds]));
  return readJsonLines(join(folder, 'natural_minimal_pairs', 'pairs.jsonl'), MinedPair).map(
    ({ source, group, types, a, b }) => {
      const id = createHash('sha256').update(`${a}\n${b}`).digest('hex');
      const mined = minedKinds(types);
      const kinds = corrected.get(id) ?? mined;
      return { id, source, topic: group, question: a, variant: b, kinds, mined, corrected: corrected.has(id) };
    },
  );
}

/** "Can I" for "How do I" is a paraphrase, beside which no lexical kind is named. */
function minedKinds(types: readonly string[]): string[] {
  const kinds = [...new Set(types.map((type) => KIND_OF[type] ?? type))];
  return kinds.includes('semantic') ? ['semantic'] : kinds;
}
