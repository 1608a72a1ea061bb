import { howTo } from '../language/how-to.js';
import { lowerFirst, matchCase, tagQuestion } from '../language/tokens.js';
import { gerund } from '../language/verb.js';
import { variationKind } from './kind.js';

/** What a how-question asks to do: its verb with all that follows, who does it, and the mark at the end. */
interface HowQuestion {
  readonly form: 'do' | 'can' | 'one' | 'to' | 'steps';
  readonly subject: 'I' | 'we' | undefined;
  readonly rest: string;
  readonly mark: string;
}

const PERSONAL = /\b(i|we|you|my|our|your|me|us|myself|ourselves|yourself|i'm|we're)\b/i;

/** A state has no steps and makes no heading ("what are the steps to know"). */
const STATE = /^(be|believe|feel|have|know|like|mean|need|own|stay|understand|want)\b/i;

/**
 * Interchanges "How do I / we", "How can I / we", "How does one", "How to", "What are the steps to" and the "-ing"
 * heading. "How to" and the heading lose the question mark, as people type them; the other forms keep what was there.
 * "How do you" is left alone when it may ask what the organization does, and is never made: it would read that way.
 */
export const howForm = variationKind({
  name: 'how-form',
  label: 'how to / how do',
  summary: '"how do I", "how to", "how can I", "how does one", "what are the steps to", "-ing", imperative',
  example: ['How do I open an account?', 'How to open an account'],
  byDefault: true,
  lexical: true,
  detect({ frames }) {
    if (frames === undefined) return [];
    const sides = [frames.question, frames.variant];
    if (sides.some((frame) => typeof frame === 'object' && frame.family === 'ask')) return [];
    const [a, b] = sides.map((frame) => (typeof frame === 'object' ? frame.form : frame));
    return [`"${a}" and "${b}"`];
  },
  apply({ text }, random) {
    const question = parse(text.trim());
    if (question === undefined) return [];
    const { form, subject, rest, mark } = question;
    const forms: string[] = [];
    if (subject !== undefined && form !== 'do') forms.push(`How do ${subject} ${rest}${mark}`);
    if (subject !== undefined && form !== 'can') forms.push(`How can ${subject} ${rest}${mark}`);
    if (form !== 'to') forms.push(`How to ${rest}`);
    if (form !== 'one' && !PERSONAL.test(rest)) forms.push(`How does one ${rest}${mark}`);
    if (form !== 'steps' && !STATE.test(rest)) forms.push(`What are the steps to ${rest}${mark}`);
    const heading = headingOf(rest);
    if (heading !== undefined) forms.push(heading);
    return random.shuffle(forms).map((variant) => matchCase(lowerFirst(variant), text));
  },
  canonical: { step: 50, form: howTo },
});

function parse(text: string): HowQuestion | undefined {
  const match = /^(how (do|can) (i|we|you)|how does (one)|how (to)|what are the (steps) to) (.+?)[\s.]*(\?*)$/i.exec(
    text,
  );
  if (match === null) return undefined;
  const [, , auxiliary, person, one, to, , rest, mark] = match as unknown as string[];
  if (/[.?!:;]\s/.test(rest!)) return undefined;
  const who = person?.toLowerCase();
  if (who === 'you' && PERSONAL.test(rest!)) return undefined;
  if (who !== 'you' && /\byour(self)?\b/i.test(rest!)) return undefined;
  const form = auxiliary?.toLowerCase() ?? (one ? 'one' : to ? 'to' : 'steps');
  const subject =
    who === 'we' || (who === undefined && /\b(we|our|us)\b/i.test(rest!)) ? 'we' : who === 'you' ? undefined : 'I';
  return { form: form as HowQuestion['form'], subject, rest: rest!, mark: mark! };
}

/** "open an account" as "Opening an account"; undefined when more than one verb would have to change. */
function headingOf(rest: string): string | undefined {
  const [verb, ...others] = tagQuestion(`to ${rest}`).slice(1);
  if (verb === undefined || verb.pos !== 'VERB' || !/^[a-z]+$/.test(verb.text) || STATE.test(rest)) return undefined;
  const coordinated = others.some(
    ({ pos }, i) => pos === 'CCONJ' && ['VERB', 'ADV'].includes(others[i + 1]?.pos ?? ''),
  );
  return coordinated ? undefined : `${gerund(verb.text)}${rest.slice(verb.text.length)}`;
}
