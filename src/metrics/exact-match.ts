import { squadNormalize } from './squad-normalize.js';

/**
 * EM of the paper: whether two responses are the same string, character by character. Nothing is normalized: case,
 * spaces, punctuation and Unicode composition all count.
 */
export function exactMatch(response: string, variantResponse: string): boolean {
  return response === variantResponse;
}

/**
 * Normalized EM: whether two responses are the same after SQuAD's normalization (`squadNormalize`), which "Yes." and
 * "yes" are, but also "a" and "the": of two empty remainders it says nothing about what was meant.
 */
export function exactMatchNormalized(response: string, variantResponse: string): boolean {
  return squadNormalize(response) === squadNormalize(variantResponse);
}
