import { weightsSchema } from '../../consistency/weights.js';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { type MergeSummary, mergeModels } from '../../merging/merge.js';

export interface MergeStageOptions {
  readonly base: string;
  readonly models: readonly { readonly name: string; readonly dir: string }[];
  /** weights.json, whose models must be those given, in any order. */
  readonly weights: string;
  readonly dropProbability: number;
  readonly seed: number;
}

/** Merges the specialists over DARE-TIES with the layer weights of a file. Throws BAD_DOCUMENT if they do not fit. */
export async function mergeStage(
  options: MergeStageOptions,
  out: string,
  onProgress?: (done: number, total: number) => void,
): Promise<MergeSummary> {
  const weights = readJson(options.weights, weightsSchema, 'unisono weights');
  const columns = options.models.map(({ name }) => weights.models.indexOf(name));
  if (columns.includes(-1) || weights.models.length !== options.models.length) {
    const reason = `its models are ${weights.models.join(', ')}, those to merge are ${options.models.map(({ name }) => name).join(', ')}`;
    throw new UnisonoError('BAD_DOCUMENT', { path: options.weights, reason });
  }
  return mergeModels({
    base: options.base,
    models: options.models,
    weights: (layer, model) => weights.perLayer[layer]?.w[columns[model] as number] as number,
    dropProbability: options.dropProbability,
    seed: options.seed,
    out,
    ...(onProgress && { onProgress }),
  });
}
