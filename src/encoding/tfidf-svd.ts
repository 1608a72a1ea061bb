import { z } from 'zod';
import { UnisonoError } from '../core/errors.js';
import { describeIssues } from '../core/files.js';
import type { SentenceEncoder } from './encoder.js';
import { decodeFloats, encodeFloats } from './float-codec.js';
import { randomizedSvd } from './randomized-svd.js';
import { multiply } from './sparse-matrix.js';
import { fitTfidf, type TfidfModel, tfidfRows } from './tfidf.js';

const DEFAULT_DIMENSIONS = 128;

/** The stored form of a `TfidfSvdEncoder`: `components` is base64 of float32 [vocabulary x dimensions], row-major. */
export const tfidfSvdSchema = z
  .strictObject({
    kind: z.literal('tfidf-svd'),
    dimensions: z.int().positive(),
    vocabulary: z.array(z.string()).min(1),
    idf: z.array(z.number().positive()),
    components: z.base64(),
  })
  .refine((state) => state.idf.length === state.vocabulary.length, {
    path: ['idf'],
    error: 'requires one number per vocabulary entry',
  })
  .refine((state) => Buffer.byteLength(state.components, 'base64') === 4 * state.vocabulary.length * state.dimensions, {
    path: ['components'],
    error: 'requires one float per feature and dimension',
  });

export type TfidfSvdState = z.infer<typeof tfidfSvdSchema>;

/**
 * Latent semantic analysis (Deerwester et al. 1990): tf-idf of words and character trigrams, projected on the leading
 * right singular vectors of the corpus, L2-normalized. Needs no model file; knows no synonyms beyond co-occurrence.
 */
export class TfidfSvdEncoder implements SentenceEncoder {
  readonly name: string;

  /** `components` is [vocabulary x dimensions], row-major. */
  constructor(
    private readonly model: TfidfModel,
    readonly dimensions: number,
    private readonly components: Float32Array,
  ) {
    this.name = `tfidf-svd-${dimensions}`;
  }

  async encode(texts: readonly string[], onTexts: (count: number) => void = () => {}): Promise<Float32Array[]> {
    const projected = multiply(tfidfRows(texts, this.model), this.components, this.dimensions);
    onTexts(texts.length);
    return texts.map((_, text) => normalize(projected.subarray(text * this.dimensions, (text + 1) * this.dimensions)));
  }

  /** Does nothing: there is no native memory to free. */
  async release(): Promise<void> {}

  /** The encoder as a JSON value; `fromJSON` restores one that gives the same bytes. */
  toJSON(): TfidfSvdState {
    return {
      kind: 'tfidf-svd',
      dimensions: this.dimensions,
      vocabulary: [...this.model.vocabulary],
      idf: [...this.model.idf],
      components: encodeFloats(this.components),
    };
  }

  /** Restores an encoder from `toJSON`'s value. Throws BAD_DOCUMENT, naming `path` and the field. */
  static fromJSON(value: unknown, path = 'sentence encoder'): TfidfSvdEncoder {
    const result = tfidfSvdSchema.safeParse(value);
    if (!result.success) throw new UnisonoError('BAD_DOCUMENT', { path, reason: describeIssues(result.error) });
    const { vocabulary, idf, dimensions, components } = result.data;
    return new TfidfSvdEncoder({ vocabulary, idf }, dimensions, decodeFloats(components));
  }
}

/**
 * Fits the encoder to a corpus. It has `dimensions` dimensions (default: 128), or fewer if the corpus has
 * fewer independent texts or features; `name` has the number. Same texts and seed give the same bytes.
 * Throws TOO_FEW_QUERIES if no text contains a word, SHAPE_MISMATCH unless `dimensions` is a positive integer.
 */
export function fitTfidfSvd(
  texts: readonly string[],
  { dimensions = DEFAULT_DIMENSIONS, seed }: { dimensions?: number; seed: number },
): TfidfSvdEncoder {
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    const reason = `dimensions is ${dimensions}, not a positive integer`;
    throw new UnisonoError('SHAPE_MISMATCH', { op: 'fitting the sentence encoder', reason });
  }
  const model = fitTfidf(texts);
  const { rank, rightVectors } = randomizedSvd(tfidfRows(texts, model), dimensions, seed);
  return new TfidfSvdEncoder(model, rank, Float32Array.from(rightVectors));
}

function normalize(row: Float64Array): Float32Array {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 ? new Float32Array(row.length) : Float32Array.from(row, (value) => value / norm);
}
