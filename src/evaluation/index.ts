export { buildLadder } from './build-ladder.js';
export { CrossTable, crossTable } from './cross-table.js';
export { ScoredGroup, scoreGroups, summariseGroups } from './groups.js';
export { Difference, GroupSummary, KindScores, Ladder, LadderRow, Metric, PairedTest } from './ladder.js';
export { ScoredPair, scoreModel } from './pairs.js';
