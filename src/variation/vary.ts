import { normalizeQuestion, type Paraphrase, type Split, type SplitQuestion } from '../core/dataset.js';
import { RandomStream } from '../core/random.js';
import { DEFAULT_KINDS, KINDS, type Kind } from './kind-names.js';
import { VARIATION_KINDS } from './kinds/index.js';
import type { Source, VariationKind } from './kinds/kind.js';
import { keepsProtected } from './language/protected.js';
import type { Variant } from './variant.js';

/** A number for each split, or one for every split that has one. */
export type VariantLimit = number | { readonly [split in Split]?: number | undefined };

/** What to make variants of, and how many. */
export interface VaryOptions {
  readonly questions: readonly SplitQuestion[];
  readonly paraphrases?: readonly Paraphrase[];
  /** Default: {@link DEFAULT_KINDS}. Variants come in the order of {@link KINDS} whatever the order here. */
  readonly kinds?: readonly Kind[];
  /** At most so many variants of each kind a question; at least 1, default 1. */
  readonly perKind?: number;
  /** At most so many variants of each kind in each split, or in the splits named, drawn at random. Default: all. */
  readonly limit?: VariantLimit | undefined;
  readonly seed: number;
}

/**
 * The variants of every question, in the order of the questions and then of {@link KINDS}. What a question gets
 * depends on the seed, its id, its text and the kind, but for two rules: no variant is, but for case and punctuation,
 * another question that was given (it would carry a test question into training), and none repeats an earlier variant
 * of its own question. A kind that does not apply gives nothing.
 */
export function vary(options: VaryOptions): Variant[] {
  const variants = allVariants(options);
  return options.limit === undefined ? variants : sample(variants, options.limit, options.seed);
}

function allVariants(options: VaryOptions): Variant[] {
  const { questions, seed, perKind = 1 } = options;
  const wanted = new Set(options.kinds ?? DEFAULT_KINDS);
  const recorded = new Map<string, string[]>();
  for (const { id, text } of options.paraphrases ?? []) recorded.set(id, [...(recorded.get(id) ?? []), text]);
  const owners = new Map(questions.map(({ id, question }) => [normalizeQuestion(question), id]));

  return questions.flatMap(({ id, question, split }) => {
    const source = { text: question.trim(), paraphrases: recorded.get(id) ?? [] };
    const used = new Set<string>();
    return VARIATION_KINDS.filter(({ name }) => wanted.has(name)).flatMap((each) => {
      const kind = each.name;
      const made = rewordings(each, source, new RandomStream(seed, `vary/${id}/${kind}`));
      const texts: string[] = [];
      for (const each of made) {
        if (texts.length === perKind) break;
        const text = each.trim();
        if (text === '' || text === source.text || used.has(text)) continue;
        if ((owners.get(normalizeQuestion(text)) ?? id) !== id) continue;
        texts.push(text);
        used.add(text);
      }
      return texts.map((text, n): Variant => ({ id: `${id}#${kind}-${n + 1}`, question: id, split, kind, text }));
    });
  });
}

/** What a kind makes of a question. Rules that would change code or a quoted string offer nothing; people may change both. */
function rewordings(kind: VariationKind, source: Source, random: RandomStream): string[] {
  const made = kind.apply(source, random);
  return kind.lexical ? made.filter((variant) => keepsProtected(source.text, variant)) : made;
}

/** At most `limit` variants of each kind and split, in the order that they had. */
function sample(variants: readonly Variant[], limit: VariantLimit, seed: number): Variant[] {
  const most = (split: Split) => (typeof limit === 'number' ? limit : (limit[split] ?? Number.POSITIVE_INFINITY));
  const kept = new Map<string, number>();
  const chosen = new Set(
    new RandomStream(seed, 'vary/limit').shuffle(variants).filter(({ split, kind }) => {
      const count = (kept.get(`${split} ${kind}`) ?? 0) + 1;
      kept.set(`${split} ${kind}`, count);
      return count <= most(split);
    }),
  );
  return variants.filter((variant) => chosen.has(variant));
}
