export { type MergeOptions, type MergeSummary, mergeModels } from './merge.js';
