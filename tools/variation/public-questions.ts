import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonLines, UnisonoError } from 'unisono/core';
import { z } from 'zod';

const Item = z.object({
  id: z.string(),
  question: z.string(),
  variants: z.array(z.object({ kind: z.string(), text: z.string() })),
});
export type PublicItem = z.infer<typeof Item>;

/** A question of a public set. */
export interface PublicQuestion {
  readonly id: string;
  readonly text: string;
}

/** The items of one public set in `folder`. */
export function readPublic(folder: string, name: string): PublicItem[] {
  const path = join(folder, name, `${name}.jsonl`);
  if (!existsSync(path)) throw new UnisonoError('FILE_NOT_FOUND', { path, stage: 'get the public data sets first' });
  return readJsonLines(path, Item);
}

/** The questions of stackfaq, doqa_cooking and clapnq_dev, filled up with stackfaq's human rewordings: `count` distinct ones. */
export function publicQuestions(folder: string, count: number): PublicQuestion[] {
  const items = ['stackfaq', 'doqa_cooking', 'clapnq_dev'].map((name) => readPublic(folder, name));
  const own = items.flat().map(({ id, question }) => ({ id, text: question.trim() }));
  const human = items[0]!.flatMap(({ id, variants }) =>
    variants.map(({ text }, n) => ({ id: `${id}-${n}`, text: text.trim() })),
  );
  const distinct = new Map([...own, ...human].map((question) => [question.text, question]));
  return [...distinct.values()].slice(0, count);
}
