import { join } from 'node:path';
import { readJsonLines, writeJson, writeJsonLines } from '../core/files.js';
import { lockDirectory } from '../core/lock.js';
import type { OnProgress } from '../engine/engine.js';
import { Example } from '../retrieval/example.js';
import { AnswerLog } from './answer-log.js';
import { answerPlan, type PlanAnswers } from './answer-plan.js';
import { PlannedAsk, type PlanOptions, planAsks } from './plan.js';
import type { Target } from './target.js';

/** Questions to ask: those of a plan, or examples and the further questions of a split by cause. */
export type AnswerOptions = { readonly plan: string } | ({ readonly examples: string } & Omit<PlanOptions, 'given'>);

/** Output paths of a target's answers: the file, and beside it the folder with the log of every answer. */
export function answerFiles(out: string): { answers: string; asked: string } {
  return { answers: out, asked: `${out}.asked` };
}

/**
 * Asks a target. `answers` is written when every question has an answer; the log in `asked` keeps them before and for later
 * runs, with a description of the target.
 *
 * @returns what could not be asked, and why
 */
export async function recordAnswers(
  target: Target,
  options: AnswerOptions,
  { answers, asked }: { answers: string; asked: string },
  onProgress?: OnProgress,
): Promise<PlanAnswers> {
  const plan =
    'plan' in options
      ? readJsonLines(options.plan, PlannedAsk, { stage: 'unisono plan' })
      : planOf(readJsonLines(options.examples, Example, { stage: 'unisono retrieve' }), target, options);
  const release = lockDirectory(asked);
  try {
    const log = new AnswerLog(join(asked, 'log.jsonl'));
    const done = await answerPlan(target, plan, log, onProgress && { onProgress });
    writeJson(join(asked, 'target.json'), { name: target.name, ...(target.identity as object) });
    // What an example was given is in the example; what a target found is known from its answer alone.
    const records = done.answers.map(({ id, answer, contexts, seconds }) => ({
      ...{ id, answer, seconds },
      ...(target.retrieves && contexts && { contexts: contexts.map((context) => context.id) }),
    }));
    writeJsonLines(answers, records);
    return done;
  } finally {
    release();
  }
}

function planOf(examples: readonly Example[], target: Target, how: Omit<PlanOptions, 'given'>): PlannedAsk[] {
  return planAsks(examples, { ...how, given: !target.retrieves });
}

/** Writes the plan of examples, to be answered elsewhere. */
export function writePlan(examples: string, how: PlanOptions, out: string): PlannedAsk[] {
  const plan = planAsks(readJsonLines(examples, Example, { stage: 'unisono retrieve' }), how);
  writeJsonLines(out, plan);
  return plan;
}
