export { AGREEMENTS, type Agreement, agreementOf, agreementScore, agrees, isEmptyAnswer } from './agreement.js';
export { bcaInterval, bcaTerms } from './bca.js';
export { bertScore, inverseDocumentFrequency, rescaleBertScore, type TokenEmbeddings } from './bertscore.js';
export { type BleuOptions, corpusBleu, sentenceBleu } from './bleu.js';
export { bootstrapDifference, clusteredBootstrap, clusterIndices } from './bootstrap.js';
export { bootstrapTotals, type TwoIntervals } from './bootstrap-totals.js';
export { exactMatch, exactMatchNormalized } from './exact-match.js';
export { Estimate, Figure } from './figure.js';
export { holm } from './holm.js';
export { type McNemar, mcnemar } from './mcnemar.js';
export type { AnswerMetric, CorpusMetric, GroupMetric, Metric, PairMetric } from './metric.js';
export { type PairScore, scorePair } from './pair-score.js';
export { porterStem } from './porter-stemmer.js';
export {
  type Figures,
  METRICS,
  type MetricName,
  MetricNames,
  MetricVersions,
  metricOf,
  metricVersions,
} from './registry.js';
export { type PrecisionRecall, type RougeScores, rouge, rougeL, rougeLScore, rougeMulti } from './rouge.js';
export { isHardlyRead, ROUGE_WORDS, type RougeWords } from './rouge-tokens.js';
export { squadNormalize } from './squad-normalize.js';
