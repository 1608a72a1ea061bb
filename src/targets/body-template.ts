import type { PromptTemplate } from '../text/prompt.js';
import type { TargetContext } from './target.js';

/** Marks a member that is left out because there are no contexts. */
const ABSENT = Symbol('absent');

/** Values for the placeholders of a body. */
export interface BodyValues {
  readonly question: string;
  readonly contexts?: readonly TargetContext[] | undefined;
}

/**
 * Fills the template of a request body, any JSON value. In every text `{question}` becomes the question and `{contexts}`
 * the passages, each written as `passage`; a text that is nothing but `{contexts}` becomes a list of
 * `{id, title, text}`, and is left out of its object or list where there are no contexts. Keys are not filled.
 */
export function fillBody(template: unknown, values: BodyValues, passage: PromptTemplate['passage']): unknown {
  const filled = fill(template, values, passage);
  return filled === ABSENT ? null : filled;
}

/** Whether contexts have a place in a template. */
export function mentionsContexts(template: unknown): boolean {
  return JSON.stringify(template)?.includes('{contexts}') ?? false;
}

function fill(template: unknown, values: BodyValues, passage: string): unknown {
  if (typeof template === 'string') return fillText(template, values, passage);
  if (Array.isArray(template)) {
    return template.map((item) => fill(item, values, passage)).filter((item) => item !== ABSENT);
  }
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([key, value]) => [key, fill(value, values, passage)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
}

function fillText(text: string, { question, contexts }: BodyValues, passage: string): unknown {
  if (text === '{contexts}') return contexts ? contexts.map(({ id, title, text }) => ({ id, title, text })) : ABSENT;
  const shown = (contexts ?? []).map((context) => replace(passage, { title: context.title, text: context.text }));
  return replace(text, { question, contexts: shown.join('') });
}

/** Replaces `{name}` once, so that braces inside a value stay as they are. */
function replace(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}
