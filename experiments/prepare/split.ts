import { normalizeQuestion, RandomStream } from 'unisono/core';
import type { Item, Sizes } from './item.js';

export type SplitName = keyof Sizes;

/** In the order in which they choose. */
const SPLITS = ['test', 'train', 'dev', 'learn'] as const satisfies readonly SplitName[];

/**
 * Splits items so that no passage and no wording of a question is in two splits: items that share one are kept
 * together, and the groups are dealt out in a seeded order, `test` first, then `train`, `dev` and `learn`. A split takes whole
 * groups until it has enough items, and drops the surplus. Items with human rewordings go to `test`
 * first, and then to `train`.
 *
 * @throws Error if there are too few items
 */
export function splitItems(items: readonly Item[], sizes: Sizes, seed: number): Record<SplitName, Item[]> {
  const waiting = new RandomStream(seed, 'groups').shuffle(groupsOf(items));
  const split: Record<SplitName, Item[]> = { train: [], dev: [], test: [], learn: [] };
  for (const name of SPLITS) {
    const { [name]: size = 0 } = sizes;
    while (split[name].length < size) {
      const reworded = name === 'test' || name === 'train' ? waiting.findLastIndex(isReworded) : -1;
      const [group] = waiting.splice(reworded, 1);
      if (!group) throw new Error(`only ${split[name].length} of ${size} items for ${name}`);
      split[name].push(...group);
    }
    split[name].length = size;
  }
  return split;
}

const isReworded = (group: readonly Item[]) => group.every(({ variants }) => variants.length > 0);

/** Items that share a passage or a wording, directly or through others; in the order of their first items. */
function groupsOf(items: readonly Item[]): Item[][] {
  const groupOf = new Map<string, Item[]>();
  for (const item of items) {
    const keys = keysOf(item);
    const merged = [...new Set(keys.flatMap((key) => groupOf.get(key) ?? []))];
    merged.push(item);
    for (const one of merged) for (const key of keysOf(one)) groupOf.set(key, merged);
  }
  return [...new Set(groupOf.values())];
}

function keysOf({ contexts, question, variants }: Item): string[] {
  return [
    ...contexts.map(({ id }) => `passage ${id}`),
    ...[question, ...variants.map(({ text }) => text)].map((text) => `wording ${normalizeQuestion(text)}`),
  ];
}
