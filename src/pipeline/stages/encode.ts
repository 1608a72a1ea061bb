import { join } from 'node:path';
import { Article } from '../../core/dataset.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { readSentenceTransformer } from '../../encoding/sentence-transformer/directory.js';
import { fitTfidfSvd } from '../../encoding/tfidf-svd.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { Example } from '../../retrieval/example.js';
import type { EncoderChoice } from '../config.js';
import type { RunContext } from '../run-context.js';

export interface EncodeOptions {
  /** What an encoder is fitted to besides the examples; not needed for one that is a model. */
  readonly articles?: string | undefined;
  /** Training examples, originals and variants. */
  readonly examples: string;
  readonly encoder: EncoderChoice;
  readonly seed: number;
}

/** The encoder (a file, or a model's directory), the queries that it encoded (id, text), and their embeddings in the same order. */
export interface EncodeFiles {
  readonly encoder: string;
  readonly queries: string;
  readonly embeddings: string;
}

/** Encodes the training queries, with the model asked for or an encoder that is first fitted to articles and queries. */
export async function encodeStage(
  engine: Engine,
  options: EncodeOptions,
  out: EncodeFiles,
  onProgress?: OnProgress,
): Promise<void> {
  const queries = readJsonLines(options.examples, Example, { stage: 'unisono retrieve' }).map(({ id, text }) => ({
    id,
    text,
  }));
  const { encoder, seed } = options;
  if (encoder.kind === 'tfidf-svd') {
    const articles = options.articles === undefined ? [] : readJsonLines(options.articles, Article);
    const corpus = [...articles.map(({ title, text }) => `${title}. ${text}`), ...queries.map(({ text }) => text)];
    writeJson(out.encoder, fitTfidfSvd(corpus, { dimensions: encoder.dimensions, seed }));
  } else {
    readSentenceTransformer(encoder.path);
  }
  writeJsonLines(out.queries, queries);
  await engine.encode({ encoder: out.encoder, queries: out.queries, out: out.embeddings }, onProgress);
}

/** Where the stage's files lie in `folder`; the encoder there, or where the model is. */
export function encodeFiles(folder: string, encoder: EncoderChoice): EncodeFiles {
  return {
    encoder: encoder.kind === 'sentence-transformer' ? encoder.path : join(folder, 'encoder.json'),
    queries: join(folder, 'queries.jsonl'),
    embeddings: join(folder, 'embeddings.safetensors'),
  };
}

/** The `encode` stage of a run. */
export async function runEncode(run: RunContext, examples: string): Promise<EncodeFiles> {
  const { data, encoder, seed } = run.config;
  const options = { articles: data.articles, examples, encoder, seed };
  const { encoder: fitted, ...outputs } = encodeFiles('.', encoder);
  const isModel = encoder.kind === 'sentence-transformer';
  const stage = {
    name: 'encode',
    module: import.meta.url,
    inputs: isModel ? { encoder: encoder.path, examples } : { articles: data.articles, examples },
    settings: isModel ? { kind: encoder.kind } : { ...encoder, seed },
    outputs: isModel ? Object.values(outputs) : [fitted, ...Object.values(outputs)],
    unit: 'queries',
    usesEngine: 'encode' as const,
  };
  await run.stage(stage, (dir, onProgress) => encodeStage(run.engine, options, encodeFiles(dir, encoder), onProgress));
  return encodeFiles(join(run.config.out, 'encode'), encoder);
}
