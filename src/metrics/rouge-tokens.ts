import { porterStem } from './porter-stemmer.js';

export interface RougeReading {
  /** Stems tokens of more than three characters (`use_stemmer`); default false. */
  readonly stem?: boolean;
}

/** Stems met so far; emptied when full, so that memory stays bounded. */
const STEMS = new Map<string, string>();
const MOST_STEMS = 50_000;

/**
 * The tokens that ROUGE sees: lower-cased runs of ASCII letters and digits; every other character separates.
 * Text in another script than Latin therefore has no tokens (as in Google's `rouge_score`).
 */
export function rougeTokens(text: string, { stem = false }: RougeReading = {}): string[] {
  const tokens: string[] = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return stem ? tokens.map((token) => (token.length > 3 ? stemOf(token) : token)) : tokens;
}

function stemOf(token: string): string {
  let stem = STEMS.get(token);
  if (stem === undefined) {
    stem = porterStem(token);
    if (STEMS.size >= MOST_STEMS) STEMS.clear();
    STEMS.set(token, stem);
  }
  return stem;
}
