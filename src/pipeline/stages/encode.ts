import { Article } from '../../core/dataset.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { fitTfidfSvd } from '../../encoding/tfidf-svd.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { Example } from '../../retrieval/example.js';

export interface EncodeOptions {
  readonly articles: string;
  /** Training examples, originals and variants. */
  readonly examples: string;
  readonly dimensions: number;
  readonly seed: number;
}

export interface EncodeFiles {
  readonly encoder: string;
  readonly queries: string;
  readonly embeddings: string;
}

/** Fits the sentence encoder to the articles and training queries, and encodes the training queries. */
export async function encodeStage(
  engine: Engine,
  options: EncodeOptions,
  out: EncodeFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const articles = readJsonLines(options.articles, Article);
  const queries = readJsonLines(options.examples, Example, { stage: 'unisono retrieve' }).map(({ id, text }) => ({
    id,
    text,
  }));
  const corpus = [...articles.map(({ title, text }) => `${title}. ${text}`), ...queries.map(({ text }) => text)];
  writeJson(out.encoder, fitTfidfSvd(corpus, { dimensions: options.dimensions, seed: options.seed }));
  writeJsonLines(out.queries, queries);
  await engine.encode({ encoder: out.encoder, queries: out.queries, out: out.embeddings }, onProgress);
}
