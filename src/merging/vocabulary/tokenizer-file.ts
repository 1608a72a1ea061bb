import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';

const FILE = 'tokenizer.json';

const addedToken = z.looseObject({ id: z.int().nonnegative(), content: z.string() });
const vocabulary = z.union([z.record(z.string(), z.int().nonnegative()), z.array(z.tuple([z.string(), z.number()]))]);
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedToken).nullish(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: vocabulary,
    merges: z.array(z.union([z.string(), z.array(z.string())])).nullish(),
  }),
});

/** The content of a tokenizer.json. */
export type TokenizerJson = z.infer<typeof tokenizerSchema>;
export type AddedToken = z.infer<typeof addedToken>;

/** True for a model directory with a tokenizer.json. */
export function hasTokenizer(dir: string): boolean {
  return existsSync(join(dir, FILE));
}

/** Reads a model directory's tokenizer.json. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT. */
export function readTokenizer(dir: string): TokenizerJson {
  return readJson(join(dir, FILE), tokenizerSchema);
}

/** Number of every token, in rising order; an added token that the model knows keeps the model's number. */
export function tokenIds({ model, added_tokens: added }: TokenizerJson): Map<string, number> {
  const own: [string, number][] = Array.isArray(model.vocab)
    ? model.vocab.map(([token], id) => [token, id])
    : Object.entries(model.vocab);
  const ids = new Map(own);
  for (const { content, id } of added ?? []) if (!ids.has(content)) ids.set(content, id);
  return new Map([...ids].sort(([, a], [, b]) => a - b));
}

/**
 * The tokenizer without the tokens from number `size` on, for which the model has no embedding. Throws UNSUPPORTED_MODEL
 * where they are not only added ones and the tokenizer is not BPE.
 */
export function withoutUnused(tokenizer: TokenizerJson, size: number, dir: string): TokenizerJson {
  const unused = [...tokenIds(tokenizer)].flatMap(([token, id]) => (id >= size ? [token] : []));
  if (unused.length === 0) return tokenizer;
  const { model } = tokenizer;
  const gone = new Set(unused);
  const added = (tokenizer.added_tokens ?? []).filter(({ id }) => id < size);
  if (Array.isArray(model.vocab) || !unused.some((token) => token in (model.vocab as object))) {
    if (Array.isArray(model.vocab) && model.vocab.length > size) throw unsupported(dir, model.type);
    return { ...tokenizer, added_tokens: added };
  }
  if (model.type !== 'BPE') throw unsupported(dir, model.type);
  const vocab = Object.fromEntries(Object.entries(model.vocab).filter(([, id]) => id < size));
  const parts = (merge: string | string[]) => (typeof merge === 'string' ? merge.split(' ') : merge);
  const merges = (model.merges ?? []).filter((merge) => !parts(merge).some((part) => gone.has(part)));
  return { ...tokenizer, added_tokens: added, model: { ...model, vocab, merges } };
}

function unsupported(path: string, type = 'a model without a type'): UnisonoError {
  return new UnisonoError('UNSUPPORTED_MODEL', {
    path,
    field: 'tokenizer with more tokens than embeddings, of type',
    value: type,
    supported: 'BPE',
  });
}

/** The tokenizer with more added tokens, numbered as the tokenizers library does. */
export function withAddedTokens(tokenizer: TokenizerJson, more: readonly Omit<AddedToken, 'id'>[]): TokenizerJson {
  const known = tokenIds(tokenizer);
  const vocabularySize = Array.isArray(tokenizer.model.vocab)
    ? tokenizer.model.vocab.length
    : Object.keys(tokenizer.model.vocab).length;
  const added = [...(tokenizer.added_tokens ?? [])];
  let next = Math.max(vocabularySize, ...added.map(({ id }) => id + 1));
  for (const token of more) {
    if (known.has(token.content as string)) {
      if (!added.some(({ content }) => content === token.content))
        added.push({ ...token, content: token.content as string, id: known.get(token.content as string)! });
      continue;
    }
    added.push({ ...token, content: token.content as string, id: next });
    known.set(token.content as string, next++);
  }
  return { ...tokenizer, added_tokens: added.sort((a, b) => a.id - b.id) };
}

/** An added token without special treatment. */
export function plainToken(content: string): Omit<AddedToken, 'id'> {
  return { content, single_word: false, lstrip: false, rstrip: false, normalized: true, special: false };
}
