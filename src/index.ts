/**
 * What a script needs most, in one import. Everything else is in the sub-paths, such as `unisono/metrics`. Importing it
 * loads neither ONNX Runtime nor charts nor the vector index nor a language model nor OpenAI's client: those are loaded when
 * they are used.
 *
 * @module unisono
 */
export type { Article, Dataset, DatasetPaths, Paraphrase, Question, Split, SplitQuestion } from './core/dataset.js';
export { loadDataset, splitQuestions } from './core/dataset.js';
export { type ErrorCode, EXIT, UnisonoError } from './core/errors.js';
export { type Progress, type ProgressTask, silentProgress } from './core/progress.js';
export type { Secret } from './endpoint/secrets.js';
export { CHECK_DEFAULTS, type CheckOptions, check, type QuestionToCheck } from './evaluation/check/check.js';
export type { CheckResult } from './evaluation/check/check-result.js';
export { judgeCheckGates } from './evaluation/gates/check-gates.js';
export { type Change, type GateExpression, type Operator, parseGate } from './evaluation/gates/expression.js';
export type { GateReport } from './evaluation/gates/gate-report.js';
export type { Ladder } from './evaluation/ladder.js';
export type { BertScoreChoice } from './evaluation/measure-bertscore.js';
export type { TextScoring } from './evaluation/score-pair-texts.js';
export { type ScorePairsOptions, scorePairs } from './evaluation/score-pairs.js';
export type { ScoreSummary } from './evaluation/score-summary.js';
export type { Environment } from './hub/hub-settings.js';
export {
  type ConsistencyMerge,
  consistencyMerge,
  type LayerWeightRow,
  type LayerWeightTable,
  type LocatedModels,
  type MergeConfig,
  type MergeOptions,
  type MergeSettings,
  type MergeSummary,
  mergeModels,
  type ReadMergeConfigOptions,
  readMergeConfig,
  type Verification,
  type VerifyOptions,
  verifyMerge,
} from './merging/index.js';
export { type Agreement, type AgreementRule, agreementOf } from './metrics/agreement.js';
export type { BleuOptions, BleuScoring, BleuSmoothing } from './metrics/bleu.js';
export type { BleuReading } from './metrics/bleu-statistics.js';
export type { BleuTokenizer } from './metrics/bleu-tokenize.js';
export type { Figure } from './metrics/figure.js';
export type { Resampling } from './metrics/mean-figures.js';
export { type PairScore, type PairValues, type ResponsePair, scorePair } from './metrics/pair-score.js';
export type { PairMetricName } from './metrics/registry.js';
export type { RougeWords } from './metrics/rouge-tokens.js';
export type { RunResult } from './pipeline/run.js';
export { run } from './pipeline/run-file.js';
export {
  type AnswerFunction,
  type FunctionAnswer,
  type FunctionOptions,
  type FunctionQuestion,
  fromFunction,
} from './targets/function-target.js';
export { openTargetFile } from './targets/open-target.js';
export type { Target, TargetAnswer, TargetContext, TargetQuestion } from './targets/target.js';
export { type FailureScope, TargetFailure } from './targets/target-failure.js';
export { canonicalize } from './variation/canonicalize.js';
export {
  type Classification,
  type ClassifyOptions,
  classifyPair,
  type Evidence,
  type RewordingKind,
} from './variation/classify.js';
export { DEFAULT_KINDS, KINDS, type Kind, LEXICAL_KINDS } from './variation/kind-names.js';
export type { Variant } from './variation/variant.js';
export { type VariantLimit, type VaryOptions, vary } from './variation/vary.js';
