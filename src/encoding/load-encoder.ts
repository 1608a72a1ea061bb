import { z } from 'zod';
import { readJson } from '../core/files.js';
import type { SentenceEncoder } from './encoder.js';
import { TfidfSvdEncoder } from './tfidf-svd.js';

/** Loads a fitted sentence encoder from its JSON file. Throws FILE_NOT_FOUND, BAD_JSON or BAD_DOCUMENT naming the file. */
export function loadEncoder(path: string): SentenceEncoder {
  return TfidfSvdEncoder.fromJSON(readJson(path, z.unknown(), 'unisono encode'), path);
}
