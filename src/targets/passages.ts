import { Article } from '../core/dataset.js';
import { readJsonLines } from '../core/files.js';
import { sha256 } from '../core/hash.js';
import { buildRetriever } from '../retrieval/retriever.js';
import type { TargetContext } from './target.js';

/** Finds passages for a question, best first. */
export interface PassageFinder {
  /** Changes whenever it could find something else. */
  readonly identity: unknown;
  find(question: string): TargetContext[];
}

/**
 * Our retriever (BM25+) over a file of articles.
 *
 * @param k passages a question, at most
 * @throws the errors of `readJsonLines`
 */
export function passageFinder(articles: string, k: number): PassageFinder {
  const records = readJsonLines(articles, Article);
  const byId = new Map(records.map(({ id, title, text }) => [id, { id, title, text }]));
  const retrieve = buildRetriever(records);
  return {
    identity: { retriever: 'bm25+', k, articles: sha256(JSON.stringify(records)) },
    find: (question) => retrieve(question, k).map(({ id }) => byId.get(id) as TargetContext),
  };
}
