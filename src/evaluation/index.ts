export { buildLadder } from './build-ladder.js';
export { Difference, KindScores, Ladder, LadderRow } from './ladder.js';
export { ScoredPair, scoreModel } from './pairs.js';
