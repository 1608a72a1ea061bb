import { clauseLast } from '../language/clause-order.js';
import { spellOut } from '../language/contractions.js';
import { howFrameOf, isGerundOf } from '../language/how-frame.js';
import { type Word, wordsOf } from '../language/words.js';
import { align, costOfSteps } from './align.js';
import type { Frames, Pair } from './aligned-pair.js';

/** Aligns two questions, with their clauses in the order, and their frames apart, that leave the least unexplained. */
export function pairOf(question: string, variant: string): Pair {
  const texts = [question, variant] as const;
  const asWritten = readings(texts, texts)[0]!;
  let best = asWritten;
  if (costOfSteps(best.steps) === 0 && best.frames === undefined) return best;
  const offer = (candidate: Pair) => {
    if (weight(candidate) < weight(best)) best = candidate;
  };
  for (const reading of readings(texts, texts).slice(1)) offer(reading);
  const ordered = [clauseLast(question), clauseLast(variant)] as const;
  if (ordered[0] !== question || ordered[1] !== variant) {
    for (const reading of readings(texts, ordered)) offer({ ...reading, moved: 'a clause in front' });
  }
  return best.moved === undefined ? withMovedBlock(best) : best;
}

function weight(pair: Pair): number {
  return costOfSteps(pair.steps) + (pair.moved === undefined ? 0 : 1) + (pair.frames === undefined ? 0 : 1);
}

/** The pair word by word, and again without its frames where both sides have one and they differ. */
function readings(texts: Pair['texts'], ordered: Pair['texts']): Pair[] {
  const whole = [spellOut(wordsOf(ordered[0])), spellOut(wordsOf(ordered[1]))] as const;
  const [a, b] = whole;
  const plain: Pair = { texts, question: a, variant: b, whole, steps: align(a, b) };
  const [ofA, ofB] = [howFrameOf(a), howFrameOf(b)];
  if (ofA !== undefined && ofB !== undefined) {
    if (ofA.form === ofB.form) return [plain];
    const rest = [a.slice(ofA.length), b.slice(ofB.length)] as const;
    return [plain, framed(plain, ofA, ofB, ungerund(rest[0], rest[1]), ungerund(rest[1], rest[0]))];
  }
  if (ofA !== undefined) {
    const rest = a.slice(ofA.length);
    const other = ungerund(b, rest);
    return [plain, framed(plain, ofA, other === b ? 'imperative' : 'heading', rest, other)];
  }
  if (ofB !== undefined) {
    const rest = b.slice(ofB.length);
    const other = ungerund(a, rest);
    return [plain, framed(plain, other === a ? 'imperative' : 'heading', ofB, other, rest)];
  }
  const heading = ungerund(a, b);
  if (heading !== a) return [plain, framed(plain, 'heading', 'imperative', heading, b)];
  const other = ungerund(b, a);
  return other === b ? [plain] : [plain, framed(plain, 'imperative', 'heading', a, other)];
}

function framed(
  plain: Pair,
  ofA: Frames['question'],
  ofB: Frames['variant'],
  question: readonly Word[],
  variant: readonly Word[],
): Pair {
  return { ...plain, question, variant, steps: align(question, variant), frames: { question: ofA, variant: ofB } };
}

/** Words with a first gerund as the verb that the other side begins with: "closing my account" as "close my account". */
function ungerund(words: readonly Word[], other: readonly Word[]): readonly Word[] {
  const [first] = words;
  const verb = other[0]?.lower ?? '';
  if (first === undefined || !isGerundOf(first.lower, verb)) return words;
  return [{ ...first, lower: verb }, ...words.slice(1)];
}

/** Words that open what can stand in several places. */
const MOVABLE =
  /^(if|when|while|after|before|once|unless|until|because|since|in|on|at|for|from|to|with|without|by|via|through|during|using|about|under|over|into|off|out|up|down|back|away|today|now|online|please|currently|already|always|usually|also|still|again|abroad|yet)$/;

/** A run of words that one side has in one place and the other in another, where it can stand in both. */
function withMovedBlock(pair: Pair): Pair {
  const loose = pair.steps.flatMap((step, at) => (step.kind === 'equal' ? [] : [{ step, at }]));
  const gone = loose.filter(({ step }) => step.variant.length === 0);
  const come = loose.filter(({ step }) => step.question.length === 0);
  const from = gone.map(({ step }) => pair.question[step.question[0]!]!.lower);
  const to = come.map(({ step }) => pair.variant[step.variant[0]!]!.lower);
  if (from.length === 0 || from.length > 12 || from.join(' ') !== to.join(' ')) return pair;
  const contiguous = (list: typeof gone) => list.at(-1)!.at - list[0]!.at === list.length - 1;
  if (!contiguous(gone) || !contiguous(come)) return pair;
  const skipped = pair.steps.slice(
    Math.min(gone[0]!.at, come[0]!.at) + gone.length,
    Math.max(gone[0]!.at, come[0]!.at),
  );
  const passed = skipped.map((step) => (step.question[0] === undefined ? '' : pair.question[step.question[0]]!.lower));
  // The same thing the other way round: what the block has passed moved instead.
  if (!MOVABLE.test(from[0]!) && !MOVABLE.test(passed[0] ?? '')) return pair;
  const steps = pair.steps.filter((step) => ![...gone, ...come].some((each) => each.step === step));
  return { ...pair, steps, moved: from.join(' ') };
}
