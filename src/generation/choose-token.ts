import type { Decoding } from './decoding.js';

type Choice = Pick<Decoding, 'sample' | 'temperature' | 'topK' | 'topP' | 'repetitionPenalty'>;

/**
 * The next token: the most likely one, or one drawn with the probability that transformers' logits processors (repetition
 * penalty, temperature, top-k, top-p, in that order) leave it.
 *
 * @param logits of one position, one per token of the vocabulary; not changed
 * @param history tokens of prompt and answer so far
 * @param uniform in [0, 1); decides which token is drawn, from the most likely one down
 */
export function chooseToken(logits: Float32Array, history: Iterable<number>, choice: Choice, uniform: number): number {
  const penalized = penalize(logits, history, choice.repetitionPenalty);
  if (!choice.sample) return argmax(penalized);
  const { tokens, probabilities } = distribution(penalized, choice);
  let left = uniform;
  for (const [i, probability] of probabilities.entries()) {
    left -= probability;
    if (left < 0) return tokens[i] as number;
  }
  return tokens[tokens.length - 1] as number;
}

/** Tokens that may be sampled, most likely first (ties: smaller id first), and their probabilities in float64. */
export function distribution(
  logits: Float32Array,
  { temperature, topK, topP }: Pick<Choice, 'temperature' | 'topK' | 'topP'>,
): { tokens: number[]; probabilities: number[] } {
  const ranked = mostLikely(logits, topK > 0 ? Math.min(topK, logits.length) : logits.length);
  const best = logits[ranked[0] as number] as number;
  const weights = ranked.map((token) => Math.exp(((logits[token] as number) - best) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let count = 0;
  let mass = 0;
  while (count < weights.length && (count === 0 || mass < topP * total)) mass += weights[count++] as number;
  return {
    tokens: ranked.slice(0, count),
    probabilities: weights.slice(0, count).map((weight) => weight / mass),
  };
}

/** The `count` most likely tokens in order (ties: smaller id first); a small `count` takes one pass. */
export function mostLikely(logits: Float32Array, count: number): number[] {
  if (count > logits.length / 8) {
    const all = Array.from(logits, (_, token) => token);
    return all.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b).slice(0, count);
  }
  const best: number[] = [];
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    if (best.length === count && !(logit > (logits[best[count - 1] as number] as number))) continue;
    let at = best.length;
    while (at > 0 && (logits[best[at - 1] as number] as number) < logit) at--;
    best.splice(at, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}

/** `logits` themselves at a penalty of 1, else a copy in which every token of `history` is made less likely, once. */
export function penalize(logits: Float32Array, history: Iterable<number>, penalty: number): Float32Array {
  if (penalty === 1) return logits;
  const changed = logits.slice();
  for (const token of new Set(history)) {
    const logit = logits[token] as number;
    changed[token] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return changed;
}

/** The index of the largest value; the first one of ties. */
function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
