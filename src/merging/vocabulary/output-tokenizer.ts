import type { MergeSettings } from '../config/merge-settings.js';
import type { OpenModels } from '../sources/open-models.js';
import {
  hasTokenizer,
  plainToken,
  readTokenizer,
  type TokenizerJson,
  tokenIds,
  withAddedTokens,
  withoutUnused,
} from './tokenizer-file.js';

/** The tokenizer of the output, and the token ids of every model. */
export interface OutputTokenizer {
  readonly json: TokenizerJson;
  readonly ids: ReadonlyMap<string, number>;
  /** Directory whose other tokenizer files go with it. */
  readonly dir: string;
  /** Token numbers by model; a model without a tokenizer is taken to have the donor's. */
  readonly byModel: readonly ReadonlyMap<string, number>[];
}

/**
 * The tokenizer that `tokenizer_source` or `tokenizer` asks for: the base's, a model's, or the base's with every token of
 * the others added (plain ones first, then added ones, in the order of the models). Undefined if nothing is requested.
 */
export function outputTokenizer(
  settings: MergeSettings,
  models: OpenModels,
  donor: number,
): OutputTokenizer | undefined {
  const source = settings.tokenizer?.source ?? settings.tokenizer_source;
  if (source == null) return undefined;
  const donorDir = models.planned[donor]!.dir;
  const base = withoutUnused(readTokenizer(donorDir), vocabularySize(models, donor), donorDir);
  const files = models.planned.map(({ dir }, m) => (m === donor || !hasTokenizer(dir) ? base : readTokenizer(dir)));
  let json: TokenizerJson;
  let dir = donorDir;
  if (source === 'base') json = base;
  else if (source === 'union') json = union(base, files, models);
  else {
    const model = models.index(source);
    dir = models.planned[model]!.dir;
    json = files[model] ?? readTokenizer(dir);
  }
  json = withAddedTokens(
    json,
    Object.keys(settings.tokenizer?.tokens ?? {})
      .filter((t) => !tokenIds(json).has(t))
      .map(plainToken),
  );
  // A model that is needed only for its tokenizer is opened last.
  const byModel = models.planned.map((planned, m) => tokenIds(files[m] ?? readTokenizer(planned.dir)));
  return { json, ids: tokenIds(json), dir, byModel };
}

/** Tokens that the model has embeddings for. */
export function vocabularySize(models: OpenModels, model: number): number {
  const { vocab_size: size } = models.open[model]!.checkpoint.config;
  return typeof size === 'number' ? size : Number.POSITIVE_INFINITY;
}

function union(base: TokenizerJson, files: readonly TokenizerJson[], models: OpenModels): TokenizerJson {
  const plain: string[] = [];
  const added = new Map<string, Parameters<typeof withAddedTokens>[1][number]>();
  for (const [m, file] of files.entries()) {
    const size = vocabularySize(models, m);
    const own = new Set((file.added_tokens ?? []).map(({ content }) => content));
    for (const [token, id] of tokenIds(file)) if (id < size && !own.has(token)) plain.push(token);
    for (const { id, ...token } of file.added_tokens ?? [])
      if (id < size && !added.has(token.content)) added.set(token.content, token);
  }
  const ids = tokenIds(base);
  const missing = plain.filter((token) => !ids.has(token) && !added.has(token));
  return withAddedTokens(withAddedTokens(base, missing.map(plainToken)), [...added.values()]);
}
