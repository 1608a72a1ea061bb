/** The sizes of a decoder that costs follow from. */
export interface DecoderSize {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  /** Width of the feed-forward network, and of all keys of a token. */
  readonly feedForward: number;
  readonly keyWidth: number;
  readonly vocabulary: number;
  /** Whether the output head is the embedding table. */
  readonly tied: boolean;
}

/** What something is computed on. */
export interface Machine {
  readonly name: string;
  /** Reached, not promised: operations a second in training and in forward passes. */
  readonly trainingFlops: number;
  readonly forwardFlops: number;
  /** Read and written a second by a merge. */
  readonly mergeBytes: number;
  /** Bytes of a weight and of an activation. */
  readonly element: 2 | 4;
}

/** What a run computes, whatever the model's size. */
export interface Work {
  /** Tokens of all trainings, of those of the specialists, of the activations, and of the answers of one model. */
  readonly allTrainings: number;
  readonly specialistTrainings: number;
  readonly activations: number;
  readonly answers: number;
  /** Number k of merged models. */
  readonly specialists: number;
  /** Rank of the adapters; null where all weights are trained. */
  readonly rank: number | null;
  /** Tokens that are in memory at once, in training and in answering. */
  readonly trainingTokens: number;
  readonly answeringTokens: number;
}

/** Time and memory of one stage. */
export interface Estimate {
  readonly seconds: number;
  readonly bytes: number;
}
export type Stage = 'allTrainings' | 'specialistTrainings' | 'activations' | 'merge' | 'answers';
export type Estimates = Readonly<Record<Stage, Estimate>>;

/** All weights of a decoder of the Llama family; norms are left out. */
export function weightsOf({ layers, vocabulary, width, tied, ...size }: DecoderSize): number {
  return layers * perLayer({ width, ...size }) + (tied ? 1 : 2) * vocabulary * width;
}

/** N: weights that a token is multiplied with. The embedding table is only looked up; the head counts, tied or not. */
export function multipliedOf({ layers, vocabulary, width, ...size }: DecoderSize): number {
  return layers * perLayer({ width, ...size }) + vocabulary * width;
}

type LayerSize = Pick<DecoderSize, 'width' | 'feedForward' | 'keyWidth'>;

/** Queries and output are width x width, keys and values width x keyWidth, the feed-forward network has three matrices. */
function perLayer({ width, feedForward, keyWidth }: LayerSize): number {
  return 2 * width * width + 2 * width * keyWidth + 3 * width * feedForward;
}

/** Weights of adapters of one rank on every matrix of the layers. */
export function adapterOf({ layers, width, feedForward, keyWidth }: DecoderSize, rank: number): number {
  return layers * rank * (2 * 2 * width + 2 * (width + keyWidth) + 3 * (width + feedForward));
}

/** Adam in mixed precision: a weight, its gradient, two moments, in four bytes each. */
const TRAINED_WEIGHT_BYTES = 16;

/**
 * What a run would take with another model on another machine. FLOPs are 2 N a token forward, 4 N in training adapters,
 * 6 N in training all weights (Kaplan et al. 2020, arXiv 2001.08361); a merge reads the base and k models and writes one:
 * (k + 2) times the model's two bytes a weight.
 *
 * Memory holds, for training: the weights; 16 bytes for each weight that is trained; for each token in memory one hidden state
 * a layer (layers are computed again for the gradient), what one layer keeps, and two float32 rows of logits. For forward
 * passes: the weights and the keys and values of the tokens in memory. For a merge: `mergeMemory`, since it goes by parts.
 *
 * @param mergeMemory bytes, as measured
 */
export function extrapolate(size: DecoderSize, machine: Machine, work: Work, mergeMemory: number): Estimates {
  const n = multipliedOf(size);
  const weights = weightsOf(size);
  const { element } = machine;
  const { layers, width, feedForward, keyWidth, vocabulary } = size;
  const trained = work.rank === null ? weights : adapterOf(size, work.rank);
  const oneLayer = 6 * width + 2 * keyWidth + 3 * feedForward;
  const trainingMemory =
    element * weights +
    TRAINED_WEIGHT_BYTES * trained +
    work.trainingTokens * (element * (layers * width + oneLayer) + 2 * 4 * vocabulary);
  const forwardMemory = element * (weights + work.answeringTokens * 2 * layers * keyWidth);
  const training = (tokens: number): Estimate => ({
    seconds: ((work.rank === null ? 6 : 4) * n * tokens) / machine.trainingFlops,
    bytes: trainingMemory,
  });
  const forward = (tokens: number): Estimate => ({
    seconds: (2 * n * tokens) / machine.forwardFlops,
    bytes: forwardMemory,
  });
  return {
    allTrainings: training(work.allTrainings),
    specialistTrainings: training(work.specialistTrainings),
    activations: forward(work.activations),
    merge: { seconds: ((work.specialists + 2) * 2 * weights) / machine.mergeBytes, bytes: mergeMemory },
    answers: forward(work.answers),
  };
}
