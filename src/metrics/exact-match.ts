/**
 * EM of the paper: whether two responses are the same string, character by character. Nothing is normalised: case,
 * spaces, punctuation and Unicode composition all count.
 */
export function exactMatch(response: string, variantResponse: string): boolean {
  return response === variantResponse;
}
