export { AnswerLog, LoggedAnswer } from './answer-log.js';
export { answerPlan, type PlanAnswers } from './answer-plan.js';
export { type Ask, askKey } from './ask.js';
export { type AskOptions, askAll } from './ask-all.js';
export {
  type AnswerFunction,
  asTarget,
  type FunctionAnswer,
  type FunctionOptions,
  type FunctionQuestion,
  fromFunction,
} from './function-target.js';
export { TARGET_KINDS } from './kinds/index.js';
export { openTarget, openTargetFile, readTargetSettings } from './open-target.js';
export { AskRole, PlannedAsk, type PlanOptions, planAsks } from './plan.js';
export { type AnswerOptions, answerFiles, recordAnswers, writePlan } from './record-answers.js';
export { RecordedAnswer } from './recorded-answer.js';
export type { Target, TargetAnswer, TargetContext, TargetQuestion } from './target.js';
export { openTargetArgument } from './target-argument.js';
export { type FailureScope, TargetFailure } from './target-failure.js';
export type {
  ArgumentForm,
  KindSettings,
  ResolvedArgument,
  TargetArgument,
  TargetKind,
  TargetOrigin,
} from './target-kind.js';
export { TargetSettings } from './target-settings.js';
