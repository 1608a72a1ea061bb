export { VARIATION_KINDS } from './kinds/index.js';
export type { Source, VariationKind } from './kinds/kind.js';
export * from './synthesis/index.js';
export { SynthesisSource, Variant } from './variant.js';
export { type VaryOptions, vary } from './vary.js';
