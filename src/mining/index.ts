export { type MinedDataset, writeAsDataset } from './as-dataset.js';
export type { Classify, Reworded } from './describe-groups.js';
export { LogRecord } from './log-record.js';
export { type MineOptions, mine } from './mine.js';
export { type MineFiles, mineToFiles } from './mine-to-files.js';
export { GroupMember, KindStatistics, Mining, QueryGroup } from './mining.js';
