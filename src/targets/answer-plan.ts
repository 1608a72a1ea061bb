import type { AnswerLog, LoggedAnswer } from './answer-log.js';
import type { Ask } from './ask.js';
import { type AskOptions, askAll } from './ask-all.js';
import { type PlannedAsk, sameIds } from './plan.js';
import type { Target } from './target.js';

/** The answers to a plan, and what could not be asked. */
export interface PlanAnswers {
  /** In the order of the plan, without those that were left out. */
  readonly answers: readonly LoggedAnswer[];
  readonly leftOut: readonly { readonly ids: readonly string[]; readonly reason: string }[];
}

/**
 * Has a target answer a plan. A question with the contexts of another is asked after that one is answered; if its wording
 * was already answered from those contexts, that answer is reused.
 *
 * @throws the errors of `askAll`
 */
export async function answerPlan(
  target: Target,
  plan: readonly PlannedAsk[],
  log: AnswerLog,
  options?: AskOptions,
): Promise<PlanAnswers> {
  const refused = target.takesContexts ? [] : plan.filter(needsContexts);
  const able = plan.filter((each) => target.takesContexts || !needsContexts(each));
  const later = (ask: PlannedAsk) => ask.contextsOf !== undefined && !target.recorded;
  const direct = able.filter((each) => !later(each)).map((each) => askOf(target, each));
  const answers = new Map((await askAll(target, direct, log, options)).map((answer) => [answer.id, answer]));

  const { asks, same, untold } = dependentAsks(able.filter(later), answers);
  for (const answer of [...same, ...(await askAll(target, asks, log, options))]) answers.set(answer.id, answer);
  const leftOut = [
    {
      ids: refused.map(({ id }) => id),
      reason: `${target.name} retrieves its own contexts and accepts none from outside`,
    },
    { ids: untold, reason: `${target.name} does not report the contexts of its answers` },
  ];
  return {
    answers: plan.flatMap(({ id }) => answers.get(id) ?? []),
    leftOut: leftOut.filter(({ ids }) => ids.length > 0),
  };
}

function needsContexts({ role }: PlannedAsk): boolean {
  return role === 'held' || role === 'swapped';
}

/** A target that retrieves for itself is not given what the examples' own wordings retrieve. */
function askOf(target: Target, ask: PlannedAsk): Ask {
  const { id, question, contexts, repeat } = ask;
  const given = contexts && !target.recorded && (needsContexts(ask) || !target.retrieves);
  return { id, question, ...(given && { contexts }), repeat };
}

function dependentAsks(
  plan: readonly PlannedAsk[],
  answers: ReadonlyMap<string, LoggedAnswer>,
): { asks: Ask[]; same: LoggedAnswer[]; untold: string[] } {
  const [asks, same, untold]: [Ask[], LoggedAnswer[], string[]] = [[], [], []];
  for (const { id, question, wording, contextsOf } of plan) {
    const contexts = answers.get(contextsOf as string)?.contexts;
    const own = answers.get(wording);
    if (!contexts) untold.push(id);
    else if (own?.contexts && sameIds(own.contexts, contexts)) same.push({ ...own, id });
    else asks.push({ id, question, contexts });
  }
  return { asks, same, untold };
}
