export { EncoderTokenizer } from './encoder-tokenizer.js';
export { answeredIds, DEFAULT_PROMPT, type Passage, type PromptTemplate, promptIds, ragMessages } from './prompt.js';
export { type Message, Tokenizer } from './tokenizer.js';
