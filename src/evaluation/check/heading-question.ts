import model from 'wink-eng-lite-web-model';
import winkNLP, { type ItsFunction, type WinkMethods } from 'wink-nlp';

let wink: WinkMethods | undefined;

/** Headings about the document itself, not its subject. */
const ABOUT_ITSELF =
  /^(introduction|overview|contents|table of contents|summary|conclusions?|references|see also|related|links|further reading|change ?log|licen[cs]e|notes?|examples?|index|home|about( us)?|contact( us)?|faqs?|appendix|about this .*|next steps)$/i;

/**
 * The question that a section answers, by its heading: "Ordering a card" and "Order a card" give "How do I order a card?",
 * "Fees abroad" gives "What should I know about fees abroad?", a question stays one. Undefined for a heading that says
 * nothing of a subject, or is longer than twelve words.
 */
export function headingQuestion(heading: string): string | undefined {
  const text = heading
    .replace(/^(\(?\d+[.)]?(\d+[.)]?)*|[a-z][.)])\s+/i, '')
    .replace(/[\s.:;,!¶#]+$/u, '')
    .trim();
  if (!/\p{L}{2}/u.test(text) || ABOUT_ITSELF.test(text) || text.split(/\s+/).length > 12) return undefined;
  if (text.endsWith('?')) return text;
  if (/^(how|what|when|where|which|who|whom|whose|why|can|could|do|does|is|are|may|must|should|will)\b/i.test(text)) {
    return `${text}?`;
  }
  const [first, ...rest] = text.split(' ') as [string, ...string[]];
  const verb = baseVerb(first, rest[0]);
  return verb ? `How do I ${[verb, ...rest].join(' ')}?` : `What should I know about ${lowered(text)}?`;
}

/** Words that follow a verb rather than a noun: "Opening an account", not "Opening hours". */
const AFTER_VERB = /^(an?|the|your|my|our|their|this|that|up|in|out|off|on|to|for|from|with|into|between|money)$/i;

/** The base form of a heading's first word, "Ordering" or "Order", where the second says that it is a verb. */
function baseVerb(word: string, next: string | undefined): string | undefined {
  if (!/^\p{Lu}?\p{Ll}+$/u.test(word) || !AFTER_VERB.test(next ?? '')) return undefined;
  if (!/ing$/.test(word)) return /^(an?|the|your|my|our|up)$/i.test(next ?? '') ? word.toLowerCase() : undefined;
  // Loaded on demand: the model takes a third of a second to load, and commands without documents do not need it.
  wink ??= winkNLP(model, ['sbd', 'pos']);
  const { its } = wink;
  const verb = wink.readDoc(`I am ${word.toLowerCase()} ${next} thing`).tokens().itemAt(2);
  return verb.out(its.pos) === 'VERB' ? verb.out(its.lemma as unknown as ItsFunction<string>) : undefined;
}

/** With a small first letter, unless its first word has another capital (PIN, TarnTag). */
function lowered(text: string): string {
  return /^\S+\p{Lu}/u.test(text) || /^I\b/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
