export { bertScores, readBaseline } from './bert-scorer.js';
export { buildLadder } from './build-ladder.js';
export { Calibration, calibrateThreshold } from './calibration.js';
export { CrossTable, crossTable } from './cross-table.js';
export { ScoredGroup, scoreGroups, summariseGroups } from './groups.js';
export { Difference, GroupSummary, KindScores, Ladder, LadderRow, Metric, PairedTest } from './ladder.js';
export { ScoredPair, scoreModel } from './pairs.js';
export { type PairTextScores, scorePairTexts } from './score-pair-texts.js';
