import type { RandomStream } from 'unisono/core';

/** Words that carry grammar or the kind of question rather than a topic; they are never replaced. */
const FUNCTION_WORDS = new Set(
  `a about above after again all allow also although always am an and another any are as ask at away back be because been before below
  between both but by can cannot choose could day days did do does doing done down during each early either else enough even every
  except few fewer first follow for free from get give go had has have he her here him his hour hours how however i if in inside instead into
  is it its itself just keep last late later least less let like long longer make many may me minute minutes month months more most
  much must my need needs neither never new next no none nor not nothing now of off on once one only open or other our out outside over
  own per please press rather same second seconds select send she should since so some soon still such take tap than that the their
  them then there these they third this those three through time times to today too two under until up upon us use was way we week weeks
  were what when where whether which while who whom whose why will with within without working would year years yes yet you your
  cost costs fee charge limit maximum minimum steps start end`.split(/\s+/),
);

/** Splits text into words, numbers, and everything between. */
const PIECE = /[A-Za-z]+|\d+|[^A-Za-z\d]+/g;

export function pieces(text: string): string[] {
  return text.toLowerCase().match(PIECE) ?? [];
}

export function isContentWord(piece: string): boolean {
  return /^[a-z]{3,}$/.test(piece) && !FUNCTION_WORDS.has(piece);
}

/** A word without its inflection, roughly; only used to keep a question and its sentence in step. */
export function stem(word: string): string {
  return word.replace(/(ies|ied)$/, 'y').replace(/(?<=.{3})(ing|ed|es|s|e)$/, '');
}

const ending = (word: string) => /(ing|ed|s)$/.exec(word)?.[0] ?? '';

/** Content words to draw replacements from, by ending. */
export class Lexicon {
  private readonly byEnding = new Map<string, string[]>();
  private readonly byStem = new Map<string, string[]>();
  private readonly stems: string[];

  constructor(texts: Iterable<string>) {
    const words = new Set<string>();
    for (const text of texts) for (const piece of pieces(text)) if (isContentWord(piece)) words.add(piece);
    for (const word of [...words].sort()) {
      push(this.byEnding, ending(word), word);
      push(this.byStem, stem(word), word);
    }
    this.stems = [...this.byStem.keys()];
  }

  /** Any word with the same ending as `like`. */
  word(random: RandomStream, like: string): string {
    return random.pick(this.byEnding.get(ending(like)) ?? this.byEnding.get('') ?? [like]);
  }

  /**
   * A renaming of content words that keeps inflections of one word together: each stem is replaced by another stem with
   * probability `share`.
   */
  renaming(random: RandomStream, share: number): (word: string) => string {
    const chosen = new Map<string, string | undefined>();
    return (word) => {
      const key = stem(word);
      if (!chosen.has(key)) chosen.set(key, random.uniform() < share ? random.pick(this.stems) : undefined);
      const target = chosen.get(key);
      if (target === undefined) return word;
      const forms = this.byStem.get(target) as string[];
      return forms.find((form) => ending(form) === ending(word)) ?? (forms[0] as string);
    };
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
