import { Article } from '../../core/dataset.js';
import { readJsonLines, writeJson, writeJsonLines } from '../../core/files.js';
import { readSentenceTransformer } from '../../encoding/sentence-transformer/directory.js';
import { fitTfidfSvd } from '../../encoding/tfidf-svd.js';
import type { Engine, OnProgress } from '../../engine/engine.js';
import { Example } from '../../retrieval/example.js';
import type { EncoderChoice } from '../config.js';
import type { EngineStage } from '../stage.js';

export interface EncodeOptions {
  /** Further texts to fit an encoder to; not needed for a pretrained model. */
  readonly articles?: string | undefined;
  /** Training examples, originals and variants. */
  readonly examples: string;
  readonly encoder: EncoderChoice;
  readonly seed: number;
}

/** The queries that were encoded (id, text), their embeddings in the same order, and the encoder where one was fitted. */
export interface EncodeFiles {
  readonly fitted?: string;
  readonly queries: string;
  readonly embeddings: string;
}

/** Encodes the training queries, with the model asked for or an encoder that is first fitted to articles and queries. */
export const encodeStage: EngineStage<EncodeOptions, EncodeFiles> = {
  name: 'encode',
  version: 1,
  unit: 'queries',
  engine: 'encode',
  inputs: ({ articles, examples, encoder }) =>
    encoder.kind === 'sentence-transformer'
      ? { encoder: encoder.path, examples }
      : { ...(articles !== undefined && { articles }), examples },
  settings: ({ encoder, seed }) =>
    encoder.kind === 'sentence-transformer' ? { kind: encoder.kind } : { ...encoder, seed },
  files: ({ encoder }) => ({
    ...(encoder.kind === 'tfidf-svd' && { fitted: 'encoder.json' }),
    queries: 'queries.jsonl',
    embeddings: 'embeddings.safetensors',
  }),
  work: encode,
};

async function encode(
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
  const path = encoderPath(encoder, out);
  if (encoder.kind === 'tfidf-svd') {
    const articles = options.articles === undefined ? [] : readJsonLines(options.articles, Article);
    const corpus = [...articles.map(({ title, text }) => `${title}. ${text}`), ...queries.map(({ text }) => text)];
    writeJson(path, fitTfidfSvd(corpus, { dimensions: encoder.dimensions, seed }));
  } else {
    readSentenceTransformer(path);
  }
  writeJsonLines(out.queries, queries);
  await engine.encode({ encoder: path, queries: out.queries, out: out.embeddings }, onProgress);
}

/** Path of the encoder used: the model's directory, or the file of a fitted encoder. */
export function encoderPath(encoder: EncoderChoice, { fitted }: Pick<EncodeFiles, 'fitted'>): string {
  return encoder.kind === 'sentence-transformer' ? encoder.path : (fitted as string);
}
