import { readJsonLines } from '../core/files.js';
import type { ModelConfig } from '../models/config.js';
import { Tokenizer } from '../text/tokenizer.js';
import { QueryRecord } from './records.js';

/**
 * The token ids of the queries in a JSONL file (id, text), as read for activations, in the order of the file.
 *
 * @param model directory of the tokenizer
 * @throws the errors of `readJsonLines` and of the tokenizer
 */
export function readQueryTokens(model: string, config: ModelConfig, queries: string): (readonly number[])[] {
  const tokenizer = Tokenizer.load(model, config.vocab_size);
  return readJsonLines(queries, QueryRecord).map(({ text }) => tokenizer.encode(` ${text}`));
}
