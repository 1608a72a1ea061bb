export { corpusBleu, sentenceBleu } from './bleu.js';
export { bootstrapDifference, clusteredBootstrap, clusterIndices, type Interval } from './bootstrap.js';
export { exactMatch } from './exact-match.js';
export { type PairScore, scorePair } from './pair-score.js';
export { responseSimilarity } from './response-similarity.js';
export { rougeL, rougeLScore } from './rouge.js';
