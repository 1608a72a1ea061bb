import { z } from 'zod';
import { VARIATION_KINDS } from './kinds/index.js';
import type { VariationKind } from './kinds/kind.js';

/** One kind of rewording, by its name. */
export type Kind = (typeof VARIATION_KINDS)[number]['name'];

/** The names of the kinds, in the order in which variants are made and reported. */
export const KINDS: readonly Kind[] = VARIATION_KINDS.map(({ name }) => name);

/** The name of a kind in a file. */
export const Kind = z.enum(KINDS);

/** The kinds that rules make of any question; the others come from people and models. */
export const LEXICAL_KINDS: readonly Kind[] = VARIATION_KINDS.filter(({ lexical }) => lexical).map(({ name }) => name);

/** The kinds made by default. */
export const DEFAULT_KINDS: readonly Kind[] = VARIATION_KINDS.filter(({ byDefault }) => byDefault).map(
  ({ name }) => name,
);

const BY_NAME: ReadonlyMap<string, VariationKind> = new Map(VARIATION_KINDS.map((kind) => [kind.name, kind]));

/** The kind of that name; undefined for an unknown name. */
export function kindNamed(name: Kind): VariationKind;
export function kindNamed(name: string): VariationKind | undefined;
export function kindNamed(name: string): VariationKind | undefined {
  return BY_NAME.get(name);
}

/** The reader's name of a kind; an unknown kind is its own name. */
export function kindLabel(name: string): string {
  return kindNamed(name)?.label ?? name;
}

/** Kinds in the order of {@link KINDS}, unknown ones behind by name, each once. */
export function orderKinds(names: Iterable<string>): string[] {
  const known = [...BY_NAME.keys()];
  const rank = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...new Set(names)].sort((x, y) => rank(x) - rank(y) || (x < y ? -1 : x > y ? 1 : 0));
}
