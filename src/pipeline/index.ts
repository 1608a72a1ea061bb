export { type LoadedRun, loadConfig, loadRun, type RunConfig } from './config.js';
export { type RunOptions, type RunResult, runPipeline } from './run.js';
export { RunSettings } from './run-settings.js';
export { runStage, type Stage, type StageOutcome } from './stage.js';
