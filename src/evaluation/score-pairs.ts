import { UnisonoError } from '../core/errors.js';
import { JsonLinesWriter, streamJsonLines } from '../core/json-lines-stream.js';
import { TokenEncoder } from '../encoding/token-encoder.js';
import type { Resampling } from '../metrics/mean-figures.js';
import { bertScores, readBaseline } from './bert-scorer.js';
import type { BertScoreChoice } from './measure-bertscore.js';
import { PairOfTexts, type ScoredTexts, scorePairTexts, type TextScoring } from './score-pair-texts.js';
import { type ScoreSummary, ScoreTotals } from './score-summary.js';

/** The file of pairs, how texts are compared, and how intervals are taken. */
export interface ScorePairsOptions extends TextScoring, Resampling {
  readonly pairs: string;
  /** Encoder that measures BS. Default: BS is left out. */
  readonly encoder?: BertScoreChoice | undefined;
  /** A baseline file of bert-score for rescaling BS. */
  readonly baseline?: string | undefined;
  readonly onBytes?: (bytes: number) => void;
}

/** Number of pairs in memory at a time. */
const CHUNK = 256;

/**
 * Scores pairs of a JSON-lines file into another, line by line and in order. Memory does not depend on the number of
 * pairs: 256 of them, sums of at most 4,096 groups for the intervals, and the encoder where there is one.
 *
 * @throws EMPTY_DATASET, the errors of `streamJsonLines`, `TokenEncoder.load` and `readBaseline`
 */
export async function scorePairs(options: ScorePairsOptions, out: string): Promise<ScoreSummary> {
  const encoder = options.encoder && TokenEncoder.load(options.encoder.path, options.encoder.layer);
  const baseline = encoder && options.baseline ? readBaseline(options.baseline, encoder.layer) : undefined;
  const totals = new ScoreTotals();
  const writer = new JsonLinesWriter(out);
  let pairs: PairOfTexts[] = [];
  let scored: ScoredTexts[] = [];
  let count = 0;
  const flush = async () => {
    if (encoder) {
      const measured = await bertScores(
        encoder,
        pairs.map(({ response, variant_response }) => [response, variant_response] as const),
        baseline ? { baseline } : {},
      );
      for (const [i, { f1, precision, recall }] of measured.entries()) {
        Object.assign((scored[i] as ScoredTexts).scores, { bs: f1, bsPrecision: precision, bsRecall: recall });
      }
    }
    for (const [i, one] of scored.entries()) {
      totals.add(one, pairs[i]?.question);
      writer.write(one.scores);
    }
    [pairs, scored] = [[], []];
  };
  try {
    for await (const pair of streamJsonLines(options.pairs, PairOfTexts, options.onBytes)) {
      count++;
      pairs.push(pair);
      scored.push(scorePairTexts(pair, options));
      if (scored.length >= CHUNK) await flush();
    }
    if (count === 0)
      throw new UnisonoError('EMPTY_DATASET', { path: options.pairs, what: 'pairs', least: 'one JSON line' });
    await flush();
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    await encoder?.release();
  }
  const { resamples, seed } = options;
  return totals.summary(options.bleu ?? {}, { resamples, seed });
}
