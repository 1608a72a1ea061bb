import { VARIATION_KINDS } from '../kinds/index.js';
import type { VariationKind } from '../kinds/kind.js';
import type { Word } from '../language/words.js';
import type { Step } from './aligned-pair.js';
import { relationOf } from './word-relation.js';

const COST = { equal: 0, related: 1, optional: 1, spacing: 1, replaced: 3, missing: 2 } as const;

/** Longest texts that are aligned; beyond, a pair is a matter of the encoder. */
const LONGEST = 120;

/** The cheapest alignment of two lists of words, by dynamic programming. */
export function align(a: readonly Word[], b: readonly Word[]): Step[] {
  // What both begin with needs no search.
  let common = 0;
  while (common < a.length && common < b.length && a[common]!.lower === b[common]!.lower) common++;
  const head = Array.from({ length: common }, (_, i): Step => ({ kind: 'equal', question: [i], variant: [i] }));
  const [left, right] = [a.slice(common), b.slice(common)];
  if (left.length > LONGEST || right.length > LONGEST) {
    const rest = { question: left.map((_, i) => i + common), variant: right.map((_, i) => i + common) };
    return [...head, { kind: 'unexplained', ...rest }];
  }
  const shift = (list: readonly number[]) => list.map((i) => i + common);
  const tail = alignRest(left, right).map(({ kind, question, variant }) => ({
    kind,
    question: shift(question),
    variant: shift(variant),
  }));
  return [...head, ...tail];
}

interface Cell {
  readonly cost: number;
  readonly step?: Step;
  readonly from?: Cell;
}

function alignRest(a: readonly Word[], b: readonly Word[]): Step[] {
  const table: Cell[][] = [];
  const lone = { a: a.map(kindOf), b: b.map(kindOf) };
  for (let i = 0; i <= a.length; i++) {
    const row: Cell[] = [];
    table.push(row);
    for (let j = 0; j <= b.length; j++) {
      let best: Cell | undefined = i === 0 && j === 0 ? { cost: 0 } : undefined;
      const offer = (from: Cell, cost: number, kind: Step['kind'], question: number[], variant: number[]) => {
        if (best === undefined || from.cost + cost < best.cost)
          best = { cost: from.cost + cost, step: { kind, question, variant }, from };
      };
      if (i > 0 && j > 0) {
        const relation = relationOf(a[i - 1]!, b[j - 1]!);
        const cost = relation === undefined ? COST.replaced : relation === 'equal' ? COST.equal : COST.related;
        offer(table[i - 1]![j - 1]!, cost, relation ?? 'unexplained', [i - 1], [j - 1]);
        if (i > 1 && joins(a[i - 2]!, a[i - 1]!, b[j - 1]!))
          offer(table[i - 2]![j - 1]!, COST.spacing, 'spacing', [i - 2, i - 1], [j - 1]);
        if (j > 1 && joins(b[j - 2]!, b[j - 1]!, a[i - 1]!))
          offer(table[i - 1]![j - 2]!, COST.spacing, 'spacing', [i - 1], [j - 2, j - 1]);
      }
      if (i > 0) offer(table[i - 1]![j]!, costOf(lone.a[i - 1]!), lone.a[i - 1]!, [i - 1], []);
      if (j > 0) offer(row[j - 1]!, costOf(lone.b[j - 1]!), lone.b[j - 1]!, [], [j - 1]);
      row.push(best!);
    }
  }
  const steps: Step[] = [];
  for (let cell = table[a.length]![b.length]!; cell.step !== undefined; cell = cell.from!) steps.push(cell.step);
  return steps.reverse();
}

/** "log in" and "login". */
function joins(first: Word, second: Word, whole: Word): boolean {
  return (
    whole.lower.length === first.lower.length + second.lower.length &&
    whole.lower === first.lower + second.lower &&
    first.contraction === undefined
  );
}

const OPTIONAL: readonly VariationKind[] = VARIATION_KINDS.filter((kind) => 'isOptional' in kind);

function kindOf(word: Word): Step['kind'] {
  return OPTIONAL.find((kind) => kind.isOptional?.(word))?.name ?? 'unexplained';
}

function costOf(kind: Step['kind']): number {
  return kind === 'unexplained' ? COST.missing : COST.optional;
}

/** What an alignment costs beyond equality; used to choose among several. */
export function costOfSteps(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'equal') return sum;
    if (step.kind !== 'unexplained') return sum + 1;
    return sum + (step.question.length > 0 && step.variant.length > 0 ? 3 : 2);
  }, 0);
}
