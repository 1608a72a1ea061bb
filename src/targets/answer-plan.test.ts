import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Example } from '../retrieval/example.js';
import { AnswerLog } from './answer-log.js';
import { answerPlan } from './answer-plan.js';
import { PlannedAsk, type PlanOptions, planAsks } from './plan.js';
import type { Target, TargetContext, TargetQuestion } from './target.js';

const passage = (id: string): TargetContext => ({ id, title: id, text: `Text of ${id}.` });

function example(id: string, kind: Example['kind'], contexts: string[]): Example {
  const [question] = id.split('#') as [string];
  const scored = contexts.map((context) => ({ ...passage(context), score: 1 }));
  return { id, question, split: 'test', kind, text: `wording ${id}`, contexts: scored, answer: 'x' };
}

const EXAMPLES = [
  example('q1', 'original', ['a']),
  example('q1#article-1', 'article', ['b']),
  example('q1#number-1', 'number', ['a']),
];
const ALL: PlanOptions = { given: true, repeats: 2, held: true, swapped: true };

/** Answers with the question and the ids of the contexts, and counts. */
function target(changes: Partial<Target> = {}, own?: (question: string) => TargetContext[] | undefined) {
  const asked: TargetQuestion[] = [];
  const fake: Target = {
    name: 'fake',
    identity: { kind: 'fake' },
    takesContexts: true,
    retrieves: own !== undefined,
    concurrency: 1,
    retries: 0,
    secrets: [],
    async answer(question) {
      asked.push(question);
      const contexts = question.contexts ?? own?.(question.question);
      const from = contexts?.map(({ id }) => id).join() ?? 'nothing';
      return {
        answer: `${question.question} from ${from} (${asked.length})`,
        ...(contexts && { contexts }),
        seconds: 0,
      };
    },
    async close() {},
    ...changes,
  };
  return { fake, asked };
}

describe('answerPlan', () => {
  const dirs: string[] = [];
  const log = () => {
    dirs.push(mkdtempSync(join(tmpdir(), 'unisono-plan-')));
    return new AnswerLog(join(dirs.at(-1) as string, 'log.jsonl'));
  };
  afterEach(() => {
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });

  it('plans what fits its schema, every id once', () => {
    const plan = planAsks(EXAMPLES, ALL);
    for (const each of plan) expect(PlannedAsk.parse(each)).toEqual(each);
    expect(plan.map(({ id }) => id)).toEqual([
      ...EXAMPLES.map(({ id }) => id),
      ...['q1#again-1', 'q1#again-2'],
      ...['q1#article-1#held', 'q1#number-1#held', 'q1#article-1#swapped', 'q1#number-1#swapped'],
    ]);
  });

  it('asks with the contexts of the examples, each question with the same contexts once', async () => {
    const { fake, asked } = target();
    const { answers, leftOut } = await answerPlan(fake, planAsks(EXAMPLES, ALL), log());
    const said = new Map(answers.map(({ id, answer }) => [id, answer]));
    expect(leftOut).toEqual([]);
    expect(said.get('q1#article-1#held')).toMatch(/^wording q1#article-1 from a/);
    expect(said.get('q1#article-1#swapped')).toMatch(/^wording q1 from b/);
    expect(said.get('q1#number-1#held')).toBe(said.get('q1#number-1'));
    expect(said.get('q1#number-1#swapped')).toBe(said.get('q1'));
    expect(new Set([said.get('q1'), said.get('q1#again-1'), said.get('q1#again-2')]).size).toBe(3);
    expect(asked).toHaveLength(7);
  });

  it('asks a target that retrieves with what it retrieved for the other wording', async () => {
    const { fake, asked } = target({}, (question) => [passage(question.includes('article') ? 'z' : 'y')]);
    const { answers } = await answerPlan(fake, planAsks(EXAMPLES, { ...ALL, given: false }), log());
    const said = new Map(answers.map(({ id, answer }) => [id, answer]));
    expect(said.get('q1')).toMatch(/from y/);
    expect(said.get('q1#article-1#held')).toMatch(/^wording q1#article-1 from y/);
    expect(said.get('q1#article-1#swapped')).toMatch(/^wording q1 from z/);
    expect(said.get('q1#number-1#held')).toBe(said.get('q1#number-1'));
    expect(asked).toHaveLength(7);
  });

  it.each<[string, Partial<Target>, () => TargetContext[] | undefined, RegExp]>([
    ['cannot be given contexts', { takesContexts: false }, () => [passage('y')], /accepts none/],
    ['does not tell its contexts', {}, () => undefined, /does not report the contexts/],
  ])('leaves out what a target cannot answer that %s, and says so', async (_, changes, own, reason) => {
    const { fake } = target({ ...changes, retrieves: true }, own);
    const { answers, leftOut } = await answerPlan(fake, planAsks(EXAMPLES, { ...ALL, given: false }), log());
    expect(answers.map(({ id }) => id)).toEqual([...EXAMPLES.map(({ id }) => id), 'q1#again-1', 'q1#again-2']);
    expect(leftOut).toEqual([
      { ids: expect.arrayContaining(['q1#number-1#held']), reason: expect.stringMatching(reason) },
    ]);
  });
});
