export { canonicalJson } from './canonical-json.js';
export {
  Article,
  type Dataset,
  type DatasetPaths,
  loadDataset,
  normalizeQuestion,
  Paraphrase,
  Question,
  type Split,
  type SplitQuestion,
  splitQuestions,
} from './dataset.js';
export { type ErrorCode, EXIT, UnisonoError } from './errors.js';
export { readJson, readJsonLines, writeFileAtomic, writeJson, writeJsonLines } from './files.js';
export { sha256, sha256File, sha256Path } from './hash.js';
export { lockDirectory } from './lock.js';
export { packageVersion } from './package-info.js';
export { type Progress, type ProgressTask, silentProgress } from './progress.js';
export { RandomStream } from './random.js';
export { type Setting, settingsOf } from './setting-list.js';
export { settleAll } from './settle-all.js';
export { readYaml } from './yaml-position.js';
