import { RandomStream } from 'unisono/core';
import { type ModelConfig, type Parameters, parameterShapes } from 'unisono/models';
import { HandWrittenHead } from './hand-written-head.js';

/** Standard deviation of the embeddings, and the value of their one constant dimension (the last). */
const EMBEDDING_SD = 0.15;
const CONSTANT = 0.4;

/**
 * Layout of the residual stream, as first dimensions: a token's embedding, whose first 32 dimensions say which
 * token it is; the same of the token before it and of the one before that; the first token of its sentence; the first
 * token of the sentence that it votes for; whether it belongs to the question.
 */
const IDENTITY = 0;
const IDENTITY_SIZE = 32;
const EMBEDDED = 112;
const PREVIOUS = 112;
const FIRST = 144;
const FIRST_SIZE = 48;
const VOTE = 192;
const IN_QUESTION = 240;
const BEFORE_PREVIOUS = 241;
const BEFORE_PREVIOUS_SIZE = 12;

/** Rotary pairs: the fast ones distinguish neighbors; two in the middle fall with the distance, within a prompt. */
const FAST_PAIRS = Array.from({ length: 10 }, (_, pair) => pair);
const RECENT_PAIRS = [10, 11];
const NEAR_PAIRS = [10, 12];
const SLOWEST_PAIR = 31;
/** A slow pair whose rows `match` leaves free. */
const FREE_PAIR = 14;

/** Token ids that the circuit knows by name. */
export interface Landmarks {
  /** Tokens after which a sentence begins; the first of them ends an answer. */
  readonly sentenceEnds: readonly number[];
  /** The first token of a prompt, the word before the question, the token after which the answer begins. */
  readonly beginning: number;
  readonly question: number;
  readonly answer: number;
  /** The token that ends an answer. */
  readonly end: number;
}

/**
 * Weights in which a circuit for reading already works, roughly, before any training: it answers a question with the
 * sentence that shares its words. One to three heads a layer are written by hand; the others and the feed-forward layers
 * begin with a zero output. It extends the induction circuit of Olsson et al. (2022), which copies, by a choice of where
 * to begin. The gains were found by trying.
 *
 * - Layer 0 writes the two tokens before each token beside it.
 * - Layer 1, head 0 writes the first token of its sentence beside each token: the latest that follows the end of one. Head
 *   1 marks the tokens of the question.
 * - Layer 2, head 0 looks for the same word, outside the question, and fetches the first token of that word's sentence.
 * - Layer 3, head 0, where the answer begins, lets the words of the question vote for the sentence to begin with. A word
 *   of many sentences spreads its vote, so rare words decide. Everywhere else it rests on the prompt's first token,
 *   which has nothing to say. Head 1 continues a sentence with what followed the same two tokens before; head 2 ends
 *   the answer where its sentence ends.
 *
 * For a hidden size of 256, heads of 64 and at least four layers.
 */
export function readingInit(config: ModelConfig, seed: number, landmarks: Landmarks): Parameters {
  const parameters = randomParameters(config, seed, [landmarks.beginning, landmarks.answer]);
  const embeddings = parameters.get('model.embed_tokens.weight') as Float32Array;
  const embedding = (token: number): Float32Array => {
    const start = token * config.hidden_size;
    return embeddings.slice(start, start + config.hidden_size).fill(0, EMBEDDED);
  };
  const head = (layer: number, index: number) => new HandWrittenHead(config, parameters, layer, index);
  const [beginning, answer] = [embedding(landmarks.beginning), embedding(landmarks.answer)];

  const previous = head(0, 0);
  for (const pair of FAST_PAIRS) previous.lookBack(pair, 1, 6);
  previous.move(IDENTITY, PREVIOUS, 0.25, IDENTITY_SIZE);
  const beforePrevious = head(0, 1);
  for (const pair of FAST_PAIRS) beforePrevious.lookBack(pair, 2, 6);
  beforePrevious.move(IDENTITY, BEFORE_PREVIOUS, 0.25, BEFORE_PREVIOUS_SIZE);

  const sentence = head(1, 0);
  const afterEnd = new Float32Array(config.hidden_size);
  for (const token of landmarks.sentenceEnds) {
    for (let i = 0; i < IDENTITY_SIZE; i++) afterEnd[PREVIOUS + i]! += embedding(token)[i]!;
  }
  sentence.seek(SLOWEST_PAIR, afterEnd, 6);
  for (const pair of RECENT_PAIRS) sentence.lookBack(pair, 0, 30);
  sentence.move(IDENTITY, FIRST, 0.3, FIRST_SIZE);

  const segment = head(1, 1);
  segment.seek(SLOWEST_PAIR, embedding(landmarks.question), 8);
  segment.seek(SLOWEST_PAIR, beginning, 4);
  segment.answerWith(embedding(landmarks.question), unit(config.hidden_size, IN_QUESTION), 0.15);

  const word = head(2, 0);
  word.match(IDENTITY, IDENTITY, 3, 0, IDENTITY_SIZE);
  word.seek(FREE_PAIR, unit(config.hidden_size, IN_QUESTION), -5);
  word.move(FIRST, VOTE, 0.5, FIRST_SIZE);

  const election = head(3, 0);
  for (const pair of NEAR_PAIRS) election.lookBackFrom(pair, answer, 1.3);
  election.seek(SLOWEST_PAIR, beginning, 5, answer);
  election.move(VOTE, IDENTITY, 8, FIRST_SIZE);

  const continuation = head(3, 1);
  continuation.match(IDENTITY, PREVIOUS, 4, 0, 20);
  continuation.match(PREVIOUS, BEFORE_PREVIOUS, 4, 20, IDENTITY_SIZE);
  continuation.move(IDENTITY, IDENTITY, 3);

  const ending = head(3, 2);
  for (const pair of FAST_PAIRS) ending.lookBack(pair, 0, 24);
  ending.answerWith(embedding(landmarks.sentenceEnds[0] as number), embedding(landmarks.end), 0.7);
  return parameters;
}

function unit(size: number, dimension: number): Float32Array {
  const vector = new Float32Array(size);
  vector[dimension] = 1;
  return vector;
}

/**
 * Normal weights; output matrices are zero and norms one. All embeddings are of equal length, so that no token draws more
 * attention than another, and fill only their own dimensions; those of `silent` tokens have no identity, so that
 * nothing is copied from them.
 */
function randomParameters(config: ModelConfig, seed: number, silent: readonly number[]): Parameters {
  const d = config.hidden_size;
  const parameters: Parameters = new Map();
  for (const [name, shape] of parameterShapes(config)) {
    const random = new RandomStream(seed, name);
    const length = shape.reduce((product, n) => product * n, 1);
    const values = new Float32Array(length);
    parameters.set(name, values);
    if (shape.length === 1) values.fill(1);
    else if (name === 'model.embed_tokens.weight') {
      for (let token = 0; token < config.vocab_size; token++) {
        const row = values.subarray(token * d, (token + 1) * d);
        const mute = silent.includes(token) ? FIRST_SIZE : 0;
        for (let i = 0; i < EMBEDDED; i++) row[i] = random.normal();
        row.fill(0, 0, mute);
        stretch(row.subarray(0, mute ? 0 : IDENTITY_SIZE));
        stretch(row.subarray(mute || IDENTITY_SIZE, EMBEDDED));
        row[d - 1] = CONSTANT;
      }
    } else if (!/o_proj|down_proj/.test(name)) {
      for (let i = 0; i < length; i++) values[i] = random.normal() / Math.sqrt(d);
    }
  }
  return parameters;
}

/** Scales `x` to the length that random numbers of the embeddings' deviation have on average. */
function stretch(x: Float32Array): void {
  const scale = (EMBEDDING_SD * Math.sqrt(x.length)) / Math.hypot(...x);
  for (let i = 0; i < x.length; i++) x[i] = scale * (x[i] as number);
}
