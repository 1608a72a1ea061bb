import { isEntity } from '../language/entities.js';
import { rewriteFree, stretchesOf } from '../language/protected.js';
import { type Word, wordsOf } from '../language/words.js';
import type { Pair } from '../pair/aligned-pair.js';
import { variationKind } from './kind.js';

/** Abbreviations that are other words in lower case. */
const OTHER_IN_LOWER_CASE = /^(US|IT|WHO|AM|AN|AS|AT|DO|GO|HE|IN|IS|ME|NO|OK|ON|OR|SO|TO|UP|WE|ALL|ARE|CAN|AIDS)$/;

/** Writes a question in lower case, as people type it, or gives a question so typed its capital and "I". */
export const letterCase = variationKind({
  name: 'case',
  label: 'capitals and spaces',
  summary: 'capital letters, spaces and hyphens',
  example: ['How do I open an ISA?', 'how do i open an isa?'],
  byDefault: false,
  lexical: true,
  detect(pair) {
    return [...capitals(pair), ...joined(pair), ...spaces(pair.texts)];
  },
  apply({ text }) {
    const lower = lowered(text);
    if (lower !== text) return [lower];
    const raised = rewriteFree(text, (free) =>
      free.replace(/(?<![\p{L}\p{N}'’.])i(?=$|\s|['’](m|ve|ll|d)\b|[?.,!])/gu, 'I'),
    );
    const capital = stretchesOf(raised)[0]?.protected ? raised : raised.charAt(0).toUpperCase() + raised.slice(1);
    return capital === text ? [] : [capital];
  },
  canonical: {
    step: 60,
    form(text) {
      return rewriteFree(lowered(text.normalize('NFC')), (free) =>
        free.replace(/\s+/gu, ' ').replace(/(?<=\p{L})[-‐‑](?=\p{L})/gu, ' '),
      ).trim();
    },
  },
});

/** The text in lower case but for what is protected and for abbreviations that would become other words. */
function lowered(text: string): string {
  const shouted = text === text.toUpperCase();
  return rewriteFree(text, (free) =>
    free.replace(/[\p{L}\p{N}]+/gu, (word) => (!shouted && OTHER_IN_LOWER_CASE.test(word) ? word : word.toLowerCase())),
  );
}

function capitals({ steps, question, variant, texts, moved, frames }: Pair): string[] {
  const found = steps.flatMap(({ kind, question: [i], variant: [j] }) => {
    if (kind === 'unexplained' || i === undefined || j === undefined) return [];
    const [a, b] = [question[i]!, variant[j]!];
    if (kind !== 'equal') return a.initial && b.initial && isLower(a) !== isLower(b) ? ['first letter'] : [];
    // The first words have moved, so the case of first letters is no evidence.
    const shift = moved !== undefined && a.text.slice(1) === b.text.slice(1) && a.lower !== 'i';
    return !shift && differ(a, b) ? [`"${a.text}" and "${b.text}"`] : [];
  });
  const [first, second] = texts.map((text) => wordsOf(text)[0]);
  if (found.length > 0 || frames === undefined || first === undefined || second === undefined) return found;
  const names = isEntity(first) !== isEntity(second);
  return !names && isLower(first) !== isLower(second) ? ['first letter'] : [];
}

function isLower({ text }: Word): boolean {
  return /^\p{Ll}/u.test(text);
}

/** In another case, unless a sentence begins with only one of the two. */
function differ(a: Word, b: Word): boolean {
  if (a.lower !== b.lower || a.contraction !== b.contraction) return false;
  const [one, other] = a.initial === b.initial ? [a.text, b.text] : [a.text.slice(1), b.text.slice(1)];
  return one !== other && one.toLowerCase() === other.toLowerCase() && one !== '';
}

function joined({ steps, question, variant }: Pair): string[] {
  return steps
    .filter(({ kind }) => kind === 'spacing')
    .map((step) => {
      const text = (words: readonly Word[], at: readonly number[]) => at.map((i) => words[i]!.text).join(' ');
      return `"${text(question, step.question)}" and "${text(variant, step.variant)}"`;
    });
}

function spaces([a, b]: Pair['texts']): string[] {
  const odd = (text: string) => /\S\s{2,}\S|\s[?!.,;:](?=\s|$)/u.test(text.trim()) || /\p{L}[,;?!]\p{L}/u.test(text);
  const hyphens = (text: string) =>
    new Set((text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu) ?? []).map((word) => word));
  const lone = (one: string, other: string) =>
    [...hyphens(one)].filter(
      (word) => !hyphens(other).has(word) && other.toLowerCase().includes(word.replaceAll('-', ' ')),
    );
  const compounds = [...lone(a, b), ...lone(b, a)].map((word) => `hyphen of "${word}"`);
  const cannot = /\bcannot\b/i.test(a) !== /\bcannot\b/i.test(b) && [a, b].some((text) => /\bcan not\b/i.test(text));
  if (cannot) compounds.push('"cannot"');
  const same = a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim() && a.trim() !== b.trim();
  return [...compounds, ...(same || odd(a) !== odd(b) ? ['spaces'] : [])];
}
