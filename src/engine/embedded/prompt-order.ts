/** A prompt of a job. */
export interface OrderedPrompt {
  readonly id: string;
  readonly ids: readonly number[];
}

/** Prompts with a common beginning of at least this share of the longer one belong to one family. */
const FAMILY_SHARE = 0.5;

/**
 * The order of the prompts. Prompts with a common beginning (wordings of one question with the same passages) form a family
 * and are neighbors, so that their beginning is computed once. Families are sorted by the length of their longest prompt, so
 * that batches have similar lengths. The order depends only on the prompts, not on their original order.
 */
export function orderPrompts<P extends OrderedPrompt>(prompts: readonly P[]): P[] {
  const sorted = [...prompts].sort((a, b) => compareTokens(a.ids, b.ids) || (a.id < b.id ? -1 : 1));
  const families: P[][] = [];
  for (const [i, prompt] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before && sharedTokens(before.ids, prompt.ids) >= FAMILY_SHARE * Math.max(before.ids.length, prompt.ids.length))
      families.at(-1)!.push(prompt);
    else families.push([prompt]);
  }
  const longest = new Map(families.map((family) => [family, Math.max(...family.map(({ ids }) => ids.length))]));
  // Sorting is stable: families of one length stay in the order of their tokens.
  return families.sort((a, b) => longest.get(a)! - longest.get(b)!).flat();
}

function sharedTokens(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared++;
  return shared;
}

function compareTokens(a: readonly number[], b: readonly number[]): number {
  const shared = sharedTokens(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}
