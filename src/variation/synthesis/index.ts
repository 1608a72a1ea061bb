export { type Asked, askForParaphrases } from './ask-for-paraphrases.js';
export { type FilterOptions, filterProposals, type Refused } from './filter-proposals.js';
export type { Band } from './gates/similarity-band.js';
export { ruleParaphrases } from './rules/rule-paraphrases.js';
export { type SourceReport, type SynthesisReport, type SynthesizeOptions, synthesize } from './synthesize.js';
