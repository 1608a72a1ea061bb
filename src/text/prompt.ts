import type { Message, Tokenizer } from './tokenizer.js';

/** One retrieved passage in a prompt. */
export interface Passage {
  readonly title: string;
  readonly text: string;
}

/** The RAG prompt: `{contexts}` and `{question}` are replaced; every passage is written as `passage`. */
export interface PromptTemplate {
  readonly user: string;
  readonly passage: string;
}

/** The question is last: its words point to their sentences in the passages, and the answer begins there. */
export const DEFAULT_PROMPT: PromptTemplate = {
  user: 'Answer from the help pages.{contexts} Question: {question}',
  passage: ' {title}: {text}',
};

/** The messages of a RAG prompt: instruction, contexts in the order given, question. */
export function ragMessages(template: PromptTemplate, contexts: readonly Passage[], question: string): Message[] {
  const shown = contexts.map(({ title, text }) => fill(template.passage, { title, text })).join('');
  return [{ role: 'user', content: fill(template.user, { contexts: shown, question }) }];
}

/**
 * Token ids of a RAG prompt, up to where the answer begins; equal to transformers' apply_chat_template with
 * add_generation_prompt.
 *
 * A special token written in a question or a passage (`<|eos|>`, `<|assistant|>`) becomes that control token, as in
 * transformers: the template joins all parts to one text before tokenization, so the author of the text can end a turn or
 * begin one. The caller must remove such tokens from untrusted text.
 */
export function promptIds(tokenizer: Tokenizer, messages: readonly Message[]): number[] {
  return tokenizer.encode(tokenizer.renderPrompt(messages));
}

/** Token ids of a RAG prompt with its answer, and where the answer begins. */
export function answeredIds(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  answer: string,
): { ids: number[]; answerStart: number } {
  const prompt = promptIds(tokenizer, messages);
  return {
    ids: [...prompt, ...tokenizer.encode(tokenizer.renderAnswer(messages, answer))],
    answerStart: prompt.length,
  };
}

/** Replaces `{name}` once, left to right, so that braces inside a value are not replaced. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}
