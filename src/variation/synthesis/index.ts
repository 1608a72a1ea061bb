export { type Asked, askForParaphrases } from './ask-for-paraphrases.js';
export type { Band } from './gates/similarity-band.js';
export { ruleParaphrases } from './rules/rule-paraphrases.js';
export { type Refused, type SiftOptions, sift } from './sift.js';
export { type SourceReport, type SynthesisReport, type SynthesizeOptions, synthesize } from './synthesize.js';
