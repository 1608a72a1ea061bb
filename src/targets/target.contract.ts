import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnisonoError } from '../core/errors.js';
import { askKey } from './ask.js';
import type { Target, TargetContext, TargetQuestion } from './target.js';

/** What the contract needs of an implementation. */
export interface TargetUnderTest {
  readonly target: Target;
  /** The same target with one setting changed that changes answers, by the setting's name. */
  readonly changed: Readonly<Record<string, Target>>;
  /** Must occur nowhere in what the target says of itself. */
  readonly secret?: string;
  close?(): Promise<void>;
}

export const CONTEXTS: readonly TargetContext[] = [
  { id: 'fees', title: 'Fees', text: 'A card is free.' },
  { id: 'pin', title: 'PIN', text: 'Change the PIN at a cash machine.' },
];

/** Questions that every target under test can answer; recorded ones hold `recordedAnswer(id)` for them. */
export const QUESTIONS: readonly TargetQuestion[] = [
  { id: 'q1', question: 'Is a card free?' },
  { id: 'q1#article-1', question: 'Is card free?' },
  { id: 'q2', question: 'Where can I "change" my PIN {now}? \u{1F4B3}' },
];

/** What every target owes its callers, whatever is behind it. */
export function describeTarget(name: string, create: () => Promise<TargetUnderTest>): void {
  describe(`target: ${name}`, () => {
    let under: TargetUnderTest;
    let target: Target;
    beforeAll(async () => {
      under = await create();
      target = under.target;
    });
    afterAll(async () => {
      for (const each of [target, ...Object.values(under.changed)]) await each.close();
      await target.close();
      await under.close?.();
    });

    it('answers questions that are asked together as it answers each alone', async () => {
      const together = await Promise.all(QUESTIONS.map((question) => target.answer(question)));
      for (const [i, question] of QUESTIONS.entries()) {
        const alone = await target.answer(question);
        expect(alone.answer).toBe(together[i]?.answer);
        expect(alone.contexts).toEqual(together[i]?.contexts);
        expect(typeof alone.answer).toBe('string');
        expect(alone.seconds).toBeGreaterThanOrEqual(0);
      }
    });

    it('answers from contexts that it is given, or refuses them', async () => {
      const asked = { ...(QUESTIONS[0] as TargetQuestion), contexts: CONTEXTS };
      if (target.takesContexts) {
        const { contexts } = await target.answer(asked);
        if (!target.recorded) expect(contexts).toEqual(CONTEXTS);
      } else await expect(target.answer(asked)).rejects.toThrow(UnisonoError);
    });

    it('says where its contexts are from', async () => {
      const { contexts } = await target.answer(QUESTIONS[0] as TargetQuestion);
      if (!target.retrieves) expect(contexts).toBeUndefined();
      for (const context of contexts ?? []) expect(context.id).not.toBe('');
    });

    it('has an identity of plain JSON that holds no secret, nor does its name', () => {
      const text = JSON.stringify(target.identity);
      expect(JSON.parse(text)).toEqual(target.identity);
      if (under.secret) expect(text + target.name).not.toContain(under.secret);
    });

    it('is another target, by its key, when a setting differs that changes answers', () => {
      const [question] = QUESTIONS as [TargetQuestion];
      const keys = [target, ...Object.values(under.changed)].map((each) => askKey(each, question));
      expect(new Set(keys).size).toBe(Object.keys(under.changed).length + 1);
      expect(askKey(target, { ...question, contexts: CONTEXTS })).not.toBe(keys[0]);
      expect(askKey(target, { ...question, repeat: 1 })).not.toBe(keys[0]);
      expect(askKey(target, { ...question, id: 'other' })).toBe(keys[0]);
    });

    it('has limits that can be kept to', () => {
      expect(target.concurrency).toBeGreaterThanOrEqual(1);
      expect(target.retries).toBeGreaterThanOrEqual(0);
    });
  });
}
