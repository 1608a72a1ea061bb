import { z } from 'zod';
import type { Example } from '../retrieval/example.js';
import type { TargetContext } from './target.js';

/**
 * Purpose of a question. `example`: it is one of the examples. `again`: an original once more, for the noise floor. `held`:
 * a rewording with the contexts of its original. `swapped`: an original with the contexts of its rewording.
 */
export const AskRole = z.enum(['example', 'again', 'held', 'swapped']);
export type AskRole = z.infer<typeof AskRole>;

/** One question of a plan, a JSON line of the plan's file. */
export const PlannedAsk = z.object({
  /** Id under which its answer is recorded. */
  id: z.string().min(1),
  role: AskRole,
  /** Id of the example whose wording is asked. */
  wording: z.string().min(1),
  question: z.string().min(1),
  /** Answer from these passages, in this order. */
  contexts: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })).optional(),
  /** Answer from the passages that the question of this id was answered from. */
  contextsOf: z.string().optional(),
  /** Not 0: the same question again, which no cache may answer. */
  repeat: z.int().min(0),
});
export type PlannedAsk = z.infer<typeof PlannedAsk>;

/** Questions to ask besides the examples. */
export interface PlanOptions {
  /** Whether questions come with the examples' contexts; else the target retrieves its own. */
  readonly given: boolean;
  /** Times that every original is asked again. */
  readonly repeats: number;
  /** Whether rewordings are asked with their originals' contexts. */
  readonly held: boolean;
  /** Whether originals are asked with their rewordings' contexts. */
  readonly swapped: boolean;
}

export const againId = (original: string, repeat: number) => `${original}#again-${repeat}`;
export const heldId = (variant: string) => `${variant}#held`;
export const swappedId = (variant: string) => `${variant}#swapped`;

/** Every question to ask about examples: they themselves, then repetitions, then those with others' contexts. */
export function planAsks(examples: readonly Example[], { given, repeats, held, swapped }: PlanOptions): PlannedAsk[] {
  const originals = new Map(examples.filter(isOriginal).map((example) => [example.question, example]));
  const pairs = examples.flatMap((variant) => {
    const original = originals.get(variant.question);
    return isOriginal(variant) || !original ? [] : [{ variant, original }];
  });
  const from = (source: Example) => (given ? { contexts: passagesOf(source) } : { contextsOf: source.id });
  const own = (source: Example) => (given ? { contexts: passagesOf(source) } : {});
  const times = Array.from({ length: repeats }, (_, n) => n + 1);
  return [
    ...examples.map((example) => ask(example.id, 'example', example, own(example))),
    ...[...originals.values()].flatMap((original) =>
      times.map((n) => ask(againId(original.id, n), 'again', original, own(original), n)),
    ),
    ...(held ? pairs : []).map(({ variant, original }) => ask(heldId(variant.id), 'held', variant, from(original))),
    ...(swapped ? pairs : []).map(({ variant, original }) =>
      ask(swappedId(variant.id), 'swapped', original, from(variant)),
    ),
  ];
}

/** Questions that need not be asked: an example asks the same wording from the same contexts. `as` is its id. */
export interface KnownAsk {
  readonly id: string;
  readonly as: string;
}

/**
 * Splits a plan about examples with contexts into questions to ask and questions already answered by the examples' answers.
 */
export function withoutKnown(
  plan: readonly PlannedAsk[],
  examples: readonly Example[],
): { asks: PlannedAsk[]; known: KnownAsk[] } {
  const own = new Map(examples.map(({ id, contexts }) => [id, contexts]));
  const isKnown = ({ role, wording, contexts }: PlannedAsk) =>
    (role === 'held' || role === 'swapped') && contexts !== undefined && sameIds(contexts, own.get(wording) ?? []);
  return {
    asks: plan.filter((each) => !isKnown(each)),
    known: plan.filter(isKnown).map(({ id, wording }) => ({ id, as: wording })),
  };
}

/** Whether two lists name the same passages in the same order. */
export function sameIds(a: readonly { readonly id: string }[], b: readonly { readonly id: string }[]): boolean {
  return a.length === b.length && a.every(({ id }, i) => id === b[i]?.id);
}

function ask(
  id: string,
  role: AskRole,
  { id: wording, text }: Example,
  contexts: Pick<PlannedAsk, 'contexts' | 'contextsOf'>,
  repeat = 0,
): PlannedAsk {
  return { id, role, wording, question: text, ...contexts, repeat };
}

const isOriginal = ({ kind }: Example) => kind === 'original';

function passagesOf({ contexts }: Example): TargetContext[] {
  return contexts.map(({ id, title, text }) => ({ id, title, text }));
}
