import { type BleuOptions, bleuOf } from '../metrics/bleu.js';
import { addBleuStatistics, noBleuStatistics } from '../metrics/bleu-statistics.js';
import type { PairTextScores, ScoredTexts } from './score-pair-texts.js';

/** Means over all pairs that have a figure, in the order of the first of them, and BLEU of the corpus. */
export interface ScoreSummary {
  readonly pairs: number;
  /** Pairs with references. */
  readonly withReferences: number;
  /** Pairs with a response that rouge-score's words hardly read. */
  readonly hardlyRead: number;
  /** By name, as "rougeL", "accuracy.rougeL", "bs.f1". */
  readonly means: Readonly<Record<string, number>>;
  /** BLEU of the variants' responses with the responses as references; of all responses against references, or null. */
  readonly corpusBleu: number;
  readonly corpusBleuAccuracy: number | null;
}

/** Adds pairs up one by one; its size does not depend on their number. */
export class ScoreTotals {
  private pairs = 0;
  private withReferences = 0;
  private hardlyRead = 0;
  private readonly sums = new Map<string, { sum: number; count: number }>();
  private readonly between = noBleuStatistics();
  private readonly against = noBleuStatistics();

  add({ scores, between, against, hardlyRead }: ScoredTexts): void {
    this.pairs++;
    if (hardlyRead) this.hardlyRead++;
    if (against.length > 0) this.withReferences++;
    addBleuStatistics(this.between, between);
    for (const one of against) addBleuStatistics(this.against, one);
    for (const [name, value] of figures(scores)) {
      const total = this.sums.get(name) ?? { sum: 0, count: 0 };
      total.sum += value;
      total.count++;
      this.sums.set(name, total);
    }
  }

  summary(bleu: BleuOptions): ScoreSummary {
    const options = { ...bleu, effectiveOrder: false };
    return {
      pairs: this.pairs,
      withReferences: this.withReferences,
      hardlyRead: this.hardlyRead,
      means: Object.fromEntries([...this.sums].map(([name, { sum, count }]) => [name, sum / count])),
      corpusBleu: bleuOf(this.between, options),
      corpusBleuAccuracy: this.withReferences === 0 ? null : bleuOf(this.against, options),
    };
  }
}

/** Numbers by name, those of inner records with the record's name before a point. */
function figures(scores: PairTextScores): [string, number][] {
  return Object.entries(scores).flatMap(([name, value]): [string, number][] => {
    if (typeof value === 'number') return [[name, value]];
    if (typeof value !== 'object') return [];
    return Object.entries(value as Record<string, number>).map(([inner, number]) => [`${name}.${inner}`, number]);
  });
}
