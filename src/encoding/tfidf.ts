import { UnisonoError } from '../core/errors.js';
import { type SparseMatrix, sparseFromRows } from './sparse-matrix.js';
import { textFeatures } from './text-features.js';

/** With this many texts or more, features that occur in only one text are dropped. */
const LARGE_CORPUS = 100;

/** The sorted features of a corpus and their inverse document frequencies. */
export interface TfidfModel {
  vocabulary: readonly string[];
  idf: readonly number[];
}

/**
 * Vocabulary and smooth idf, ln((1 + n) / (1 + df)) + 1 (scikit-learn's), of a corpus of n texts. With 100
 * texts or more, features of a single text are dropped: they carry no information about neighbors. In a small corpus, or
 * if no feature is shared, they are kept, because some texts differ in nothing else.
 * Throws TOO_FEW_QUERIES if no text contains a word.
 */
export function fitTfidf(texts: readonly string[]): TfidfModel {
  const frequency = new Map<string, number>();
  for (const text of texts) {
    for (const feature of textFeatures(text).keys()) frequency.set(feature, (frequency.get(feature) ?? 0) + 1);
  }
  if (frequency.size === 0) {
    throw new UnisonoError('TOO_FEW_QUERIES', { what: 'fitting the sentence encoder', count: 0, least: 1 });
  }
  const least = texts.length < LARGE_CORPUS ? 1 : 2;
  const shared = [...frequency].filter(([, count]) => count >= least);
  const kept = (shared.length > 0 ? shared : [...frequency]).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    vocabulary: kept.map(([feature]) => feature),
    idf: kept.map(([, count]) => Math.log((1 + texts.length) / (1 + count)) + 1),
  };
}

/** Rows (1 + ln count) * idf, L2-normalized, [texts x vocabulary]; a text without known features gets an empty row. */
export function tfidfRows(texts: readonly string[], { vocabulary, idf }: TfidfModel): SparseMatrix {
  const columns = new Map(vocabulary.map((feature, column) => [feature, column]));
  const rows = texts.map((text) => {
    const entries: [number, number][] = [];
    for (const [feature, count] of textFeatures(text)) {
      const column = columns.get(feature);
      if (column !== undefined) entries.push([column, (1 + Math.log(count)) * idf[column]!]);
    }
    const norm = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0));
    return entries.map(([column, value]) => [column, value / norm] as const);
  });
  return sparseFromRows(rows, vocabulary.length);
}
