import { UnisonoError } from '../core/errors.js';
import { normalCdf } from './normal.js';

/** McNemar's test; p-values are two-sided. */
export interface McNemar {
  /** Pairs that count only for the first, and only for the second. The others carry no information about a difference. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Of the binomial test with probability 1/2: never above its level. */
  readonly exact: number;
  /** `exact` less half the probability of what was observed: less conservative (Fagerland, Lydersen and Laake 2013). */
  readonly midP: number;
  /** Of chi-square with Edwards' continuity correction (1948), for large counts. */
  readonly corrected: number;
}

/**
 * McNemar's test (1947) of whether two models reach a yes (1) on the same number of pairs; `first[i]` and `second[i]` are
 * of one pair. It assumes independent pairs, which pairs of one question are not: for few questions with many variants
 * p-values are too small; rely on the clustered bootstrap.
 *
 * `exact` and `corrected` equal statsmodels' `mcnemar`, but for equal counts, where `corrected` is 1 (statsmodels corrects
 * past zero). Without discordant pairs, all are 1. Throws SHAPE_MISMATCH when lengths differ or a value is not 0 or 1.
 */
export function mcnemar(first: ArrayLike<number>, second: ArrayLike<number>): McNemar {
  if (first.length !== second.length) fail(`${first.length} values against ${second.length}`);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let pair = 0; pair < first.length; pair++) {
    const [a, b] = [first[pair], second[pair]];
    if ((a !== 0 && a !== 1) || (b !== 0 && b !== 1)) fail(`pair ${pair} has ${a} and ${b}, not 0 or 1`);
    if (a > b) onlyFirst++;
    if (b > a) onlySecond++;
  }
  return { onlyFirst, onlySecond, ...mcnemarOfCounts(onlyFirst, onlySecond) };
}

/** The p-values of {@link mcnemar} from the two counts of discordant pairs. */
export function mcnemarOfCounts(onlyFirst: number, onlySecond: number): Pick<McNemar, 'exact' | 'midP' | 'corrected'> {
  const count = onlyFirst + onlySecond;
  if (count === 0) return { exact: 1, midP: 1, corrected: 1 };
  const fewer = Math.min(onlyFirst, onlySecond);
  const { at, below } = fairCoin(fewer, count);
  const distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1) / Math.sqrt(count);
  return {
    exact: Math.min(1, 2 * (at + below)),
    midP: Math.min(1, at + 2 * below),
    corrected: Math.min(1, 2 * normalCdf(-distance)),
  };
}

/** Probabilities that `count` throws of a fair coin show exactly `heads` heads, and fewer. */
function fairCoin(heads: number, count: number): { at: number; below: number } {
  // The binomial coefficient is halved as it grows, so that neither it nor 2^-count leaves the range of numbers.
  let at = 1;
  let halvings = count;
  for (let i = 1; i <= heads; i++) {
    at *= (count - heads + i) / i;
    for (; at > 1 && halvings > 0; halvings--) at /= 2;
  }
  for (; halvings > 0 && at > 0; halvings--) at /= 2;
  let below = 0;
  for (let i = heads, term = at; i > 0 && term > below * 1e-18; i--) {
    term *= i / (count - i + 1);
    below += term;
  }
  return { at, below };
}

function fail(reason: string): never {
  throw new UnisonoError('SHAPE_MISMATCH', { op: 'mcnemar', reason });
}
