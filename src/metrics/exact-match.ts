import { squadNormalise } from './squad-normalise.js';

/**
 * EM of the paper: whether two responses are the same string, character by character. Nothing is normalised: case,
 * spaces, punctuation and Unicode composition all count.
 */
export function exactMatch(response: string, variantResponse: string): boolean {
  return response === variantResponse;
}

/**
 * Normalised EM: whether two responses are the same after SQuAD's normalisation (`squadNormalise`), which "Yes." and
 * "yes" are, but also "a" and "the": of two empty remainders it says nothing about what was meant.
 */
export function exactMatchNormalised(response: string, variantResponse: string): boolean {
  return squadNormalise(response) === squadNormalise(variantResponse);
}
