import { statSync } from 'node:fs';
import { z } from 'zod';
import { fileError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import type { SessionOptions } from '../graph/session.js';
import type { SentenceEncoder } from './encoder.js';
import { SentenceTransformer } from './sentence-transformer/sentence-transformer.js';
import { TfidfSvdEncoder } from './tfidf-svd.js';

/**
 * Loads a sentence encoder: a fitted one from its JSON file, or a sentence-transformers directory.
 *
 * @throws FILE_NOT_FOUND, BAD_JSON or BAD_DOCUMENT naming the file; for a directory the errors of
 * `SentenceTransformer.load`
 */
export function loadEncoder(path: string, options: SessionOptions = {}): SentenceEncoder {
  if (isDirectory(path)) return SentenceTransformer.load(path, options);
  return TfidfSvdEncoder.fromJSON(readJson(path, z.unknown(), 'unisono encode'), path);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileError(error, path, 'read', 'unisono encode');
  }
}
