import { VARIATION_KINDS } from '../kinds/index.js';
import type { VariationKind } from '../kinds/kind.js';
import type { Word } from '../language/words.js';
import type { Relation } from './aligned-pair.js';

/** Pairs of words that a contraction leaves open. */
const LEFT_OPEN = new Set(['is has', 'has is', 'would had', 'had would']);

const RELATING: readonly VariationKind[] = VARIATION_KINDS.filter((kind) => 'relate' in kind);

/** How two words correspond; undefined where they do not, which leaves numbers, negations and names to be equal or not. */
export function relationOf(a: Word, b: Word): Relation | undefined {
  if (a.lower === b.lower) return 'equal';
  if ((a.contraction ?? b.contraction) !== undefined && LEFT_OPEN.has(`${a.lower} ${b.lower}`)) return 'equal';
  if (a.lower.replaceAll("'", '') === b.lower.replaceAll("'", '')) return 'equal';
  for (const kind of RELATING) {
    const relation = kind.relate?.(a, b);
    if (relation !== undefined) return relation === false ? undefined : relation;
  }
  return undefined;
}
