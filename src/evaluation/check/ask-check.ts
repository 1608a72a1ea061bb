import { join } from 'node:path';
import { lockDirectory } from '../../core/lock.js';
import type { OnProgress } from '../../engine/engine.js';
import type { Example } from '../../retrieval/example.js';
import { AnswerLog } from '../../targets/answer-log.js';
import { answerPlan } from '../../targets/answer-plan.js';
import { type PlannedAsk, planAsks } from '../../targets/plan.js';
import type { RecordedAnswer } from '../../targets/recorded-answer.js';
import type { Target } from '../../targets/target.js';

/** The questions of a check: the examples, and every original once more. */
export function checkPlan(examples: readonly Example[], held = false): PlannedAsk[] {
  return planAsks(examples, { given: false, repeats: 1, held, swapped: false });
}

/**
 * Asks a target the questions of a check; rewordings also with their originals' contexts if the target accepts contexts.
 */
export async function askCheck(
  target: Target,
  examples: readonly Example[],
  asked: string,
  onProgress?: OnProgress,
): Promise<RecordedAnswer[]> {
  const held = target.takesContexts && target.retrieves && !target.recorded;
  const release = lockDirectory(asked);
  try {
    const log = new AnswerLog(join(asked, 'log.jsonl'));
    const { answers } = await answerPlan(target, checkPlan(examples, held), log, onProgress && { onProgress });
    return answers.map(({ id, question, answer, contexts, seconds }) => ({
      ...{ id, question, answer, seconds },
      ...(contexts && { contexts: contexts.map((context) => context.id) }),
    }));
  } finally {
    release();
  }
}
