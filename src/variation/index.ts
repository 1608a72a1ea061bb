export { canonicalize } from './canonicalize.js';
export {
  type Classification,
  type ClassifyOptions,
  classifyPair,
  DEFAULT_THRESHOLD,
  type Evidence,
  isLexical,
  type RewordingKind,
} from './classify.js';
export { type ClassifiedPair, classifyPairs, QuestionPair } from './classify-pairs.js';
export { DEFAULT_KINDS, KINDS, Kind, kindLabel, kindNamed, LEXICAL_KINDS, orderKinds } from './kind-names.js';
export { VARIATION_KINDS } from './kinds/index.js';
export type { CanonicalForm, Source, VariationKind } from './kinds/kind.js';
export {
  contradictionsOf,
  differingEntities,
  differingNegations,
  differingNumbers,
  differingOpposites,
} from './language/contradiction.js';
export type { Pair, Relation, Step } from './pair/aligned-pair.js';
export * from './synthesis/index.js';
export { SynthesisSource, Variant } from './variant.js';
export { type VaryOptions, vary } from './vary.js';
