import { squadNormalize } from './squad-normalize.js';

/**
 * EM of the paper: whether two responses are the same string, character by character. Nothing is normalized: case,
 * spaces, punctuation and Unicode composition all count.
 */
export function exactMatch(response: string, variantResponse: string): boolean {
  return response === variantResponse;
}

/**
 * Normalized EM: whether two responses are the same after SQuAD's normalization (`squadNormalize`), as "Yes." and "yes"
 * are. "a" and "the" are, too: both become empty.
 */
export function exactMatchNormalized(response: string, variantResponse: string): boolean {
  return squadNormalize(response) === squadNormalize(variantResponse);
}
