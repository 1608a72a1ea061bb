/** Content found in only one of two texts; both lists are empty if they agree. */
export interface Differing {
  readonly question: readonly string[];
  readonly variant: readonly string[];
}

/** Items of each list that the other lacks, counting repetitions. */
export function subtractBothWays(question: readonly string[], variant: readonly string[]): Differing {
  return { question: subtract(question, variant), variant: subtract(variant, question) };
}

function subtract(from: readonly string[], what: readonly string[]): string[] {
  const left = [...what];
  return from.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
