import MiniSearch from 'minisearch';
import type { Article } from '../core/dataset.js';
import { indexTerm } from './terms.js';

/** An article that matches a query, and its BM25+ score. */
export interface Hit {
  readonly id: string;
  readonly score: number;
}

/** The at most `k` best articles, best first, equal scores by id; fewer, or none, when fewer share a term with `query`. */
export type Retriever = (query: string, k: number) => Hit[];

/**
 * A BM25+ retriever over titles and texts, each a field of its own with equal weight: a title is short, which already
 * raises its terms, and a boost on top found fewer of the right articles. Scores are rounded to 6 decimals.
 */
export function buildRetriever(articles: readonly Article[]): Retriever {
  const index = new MiniSearch<Article>({ fields: ['title', 'text'], processTerm: indexTerm });
  index.addAll(articles);
  return (query, k) =>
    index
      .search(query)
      .map(({ id, score }): Hit => ({ id, score: Math.round(score * 1e6) / 1e6 }))
      .sort((a, b) => b.score - a.score || compareIds(a, b))
      .slice(0, k);
}

/** Orders by id, by code unit, whatever the locale. */
export function compareIds(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
