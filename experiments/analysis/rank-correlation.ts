/** Spearman's rank correlation of n pairs. */
export interface RankCorrelation {
  readonly n: number;
  readonly rho: number;
  /** 95 % interval by Fisher's z with the standard error of Bonett and Wright; null for fewer than five pairs or |rho| = 1. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Two-sided p, from every order of the second list; null for more than eight pairs. */
  readonly exact: number | null;
}

/** Two-sided 95 % normal quantile. */
const Z = 1.959963984540054;
/** 8! = 40,320 orders take a moment; 9! would take ten times as long. */
const MOST_ORDERED = 8;
const ROUNDING = 1e-9;

/**
 * Spearman's rank correlation with average ranks for ties, its interval (standard error sqrt((1 + rho^2 / 2) / (n - 3)) of
 * atanh(rho): Bonett and Wright, Psychometrika 65 (2000) 23-28), and its exact permutation p. Null for fewer than three
 * pairs, or where one list is constant.
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): RankCorrelation | null {
  const n = x.length;
  if (y.length !== n) throw new Error(`${n} values beside ${y.length}`);
  const [a, b] = [ranks(x), ranks(y)];
  if (n < 3 || new Set(a).size === 1 || new Set(b).size === 1) return null;
  const rho = pearson(a, b);
  return { n, rho, interval: interval(rho, n), exact: n <= MOST_ORDERED ? permutationP(a, b, rho) : null };
}

function interval(rho: number, n: number): [number, number] | null {
  if (n < 5 || Math.abs(rho) > 1 - ROUNDING) return null;
  const half = Z * Math.sqrt((1 + rho ** 2 / 2) / (n - 3));
  return [Math.tanh(Math.atanh(rho) - half), Math.tanh(Math.atanh(rho) + half)];
}

function permutationP(a: readonly number[], b: readonly number[], rho: number): number {
  let [all, asFar] = [0, 0];
  for (const order of permutations(b)) {
    all++;
    if (Math.abs(pearson(a, order)) >= Math.abs(rho) - ROUNDING) asFar++;
  }
  return asFar / all;
}

function* permutations(values: readonly number[]): Generator<number[]> {
  if (values.length <= 1) {
    yield [...values];
    return;
  }
  for (const [i, first] of values.entries())
    for (const rest of permutations(values.toSpliced(i, 1))) yield [first, ...rest];
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    ab += (value - mean) * (b[i]! - mean);
    aa += (value - mean) ** 2;
    bb += (b[i]! - mean) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
