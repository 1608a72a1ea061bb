import { join } from 'node:path';
import { Article } from '../../core/dataset.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { fitTfidfSvd } from '../../encoding/tfidf-svd.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { Example } from '../../retrieval/example.js';
import type { RunContext } from '../run-context.js';

export interface EncodeOptions {
  readonly articles: string;
  /** Training examples, originals and variants. */
  readonly examples: string;
  readonly dimensions: number;
  readonly seed: number;
}

/** The fitted encoder, the queries that it encoded (id, text), and their embeddings in the same order. */
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

/** Where the stage's files lie in `folder`. */
export function encodeFiles(folder: string): EncodeFiles {
  return {
    encoder: join(folder, 'encoder.json'),
    queries: join(folder, 'queries.jsonl'),
    embeddings: join(folder, 'embeddings.safetensors'),
  };
}

/** The `encode` stage of a run. */
export async function runEncode(run: RunContext, examples: string): Promise<EncodeFiles> {
  const { data, encoder, seed } = run.config;
  const options = { articles: data.articles, examples, dimensions: encoder.dimensions, seed };
  const stage = {
    name: 'encode',
    module: import.meta.url,
    inputs: { articles: data.articles, examples },
    settings: { ...encoder, seed },
    outputs: Object.values(encodeFiles('.')),
    unit: 'queries',
    usesEngine: true,
  };
  await run.stage(stage, (dir, onProgress) => encodeStage(run.engine, options, encodeFiles(dir), onProgress));
  return encodeFiles(join(run.config.out, 'encode'));
}
