export { AnswerLog, LoggedAnswer } from './answer-log.js';
export { type Ask, askKey } from './ask.js';
export { type AskOptions, askAll } from './ask-all.js';
export { openTarget, openTargetFile, readTargetSettings, type TargetOrigin } from './open-target.js';
export { RecordedAnswer } from './recorded-answer.js';
export type { Secret, Target, TargetAnswer, TargetContext, TargetQuestion } from './target.js';
export { type FailureScope, TargetFailure } from './target-failure.js';
export { TargetSettings } from './target-settings.js';
