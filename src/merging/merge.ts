import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Checkpoint, openCheckpoint } from '../tensors/checkpoint.js';
import { bytesPerElement } from '../tensors/dtype.js';
import { copyCompanions, replaceDirectory } from '../tensors/output-directory.js';
import { elementCount } from '../tensors/safetensors-header.js';
import { SafetensorsWriter } from '../tensors/safetensors-writer.js';
import { type KernelFactory, loadKernel } from './kernels/load-kernel.js';
import { weightLayer } from './layer-of.js';
import { mergeTensor } from './merge-tensor.js';
import { badSetting, checkMergeable, layerCount, type NamedCheckpoint } from './preflight.js';

/** Elements per chunk and model: 256 KiB of bfloat16, so that the chunks of a few models stay in the second cache. */
const CHUNK_ELEMENTS = 131_072;

/** What to merge, and how. */
export interface MergeOptions {
  /** Directory of the base model. */
  readonly base: string;
  /** The fine-tuned models, 1 to 8. A model's mask is drawn from its name, so names must differ. */
  readonly models: readonly { readonly name: string; readonly dir: string }[];
  /** w of model k (index in `models`) in layer 0..L-1; finite. Asked once for every layer and model. */
  readonly weights: (layer: number, modelIndex: number) => number;
  /** DARE's p, in [0, 1). */
  readonly dropProbability: number;
  /** Seed of the masks. */
  readonly seed: number;
  /** Directory to write; an existing model directory is replaced. */
  readonly out: string;
  /** Told how many bytes of input are done, after every tensor. */
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
  /** The kernel to use; by default the fastest there is. */
  readonly kernel?: KernelFactory;
  /** Elements per chunk and model; changes memory and speed, never the result. */
  readonly chunkElements?: number;
}

/** What a merge did. */
export interface MergeSummary {
  readonly tensors: number;
  readonly parameters: number;
  readonly bytesRead: number;
  readonly kernel: 'webassembly' | 'javascript';
}

/**
 * Layer-wise DARE-TIES merge of models into `out`, tensor by tensor and chunk by chunk: memory does not grow with the
 * models. Embeddings take the first layer's weights, the final norm and the head the last layer's. Writes one
 * model.safetensors in the base's element types, and the base's configuration and tokenizer. The same input gives the
 * same bytes, whatever the chunks. All models are checked before anything is written; on failure `out` is untouched.
 * Throws MODELS_DIFFER, NOT_A_MODEL, BAD_SETTING, and the errors of `openCheckpoint` and of writing.
 */
export async function mergeModels(options: MergeOptions): Promise<MergeSummary> {
  const opened: Checkpoint[] = [];
  const open = (dir: string): Checkpoint => {
    const checkpoint = openCheckpoint(dir);
    opened.push(checkpoint);
    return checkpoint;
  };
  try {
    const base = open(options.base);
    const models = options.models.map(({ name, dir }) => ({ name, checkpoint: open(dir) }));
    checkMergeable(base, models);
    const layerWeights = readWeights(options, layerCount(base));
    const inputs = [options.base, ...options.models.map(({ dir }) => dir)];
    return await replaceDirectory(options.out, inputs, async (dir) => {
      const summary = await writeTensors(dir, base, models, layerWeights, options);
      copyCompanions(options.base, dir);
      return summary;
    });
  } finally {
    for (const checkpoint of opened) checkpoint.close();
  }
}

/** All weights, [layer][model], checked. */
function readWeights({ weights, models, dropProbability: p, seed }: MergeOptions, layers: number): number[][] {
  if (!(p >= 0 && p < 1)) throw badSetting('dropProbability', `${p} is not in [0, 1)`);
  if (!Number.isSafeInteger(seed)) throw badSetting('seed', `${seed} is not a whole number`);
  return Array.from({ length: layers }, (_, layer) =>
    models.map(({ name }, k) => {
      const weight = weights(layer, k);
      if (!Number.isFinite(weight)) throw badSetting('weights', `${weight} for model "${name}" in layer ${layer}`);
      return weight;
    }),
  );
}

async function writeTensors(
  dir: string,
  base: Checkpoint,
  models: readonly NamedCheckpoint[],
  layerWeights: readonly (readonly number[])[],
  options: MergeOptions,
): Promise<MergeSummary> {
  const { dropProbability, seed, onProgress, kernel: createKernel = loadKernel() } = options;
  const kernel = createKernel(models.length, options.chunkElements ?? CHUNK_ELEMENTS);
  const layouts = base.names.map((name) => ({ name, ...base.info(name) }));
  const parameters = layouts.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const outputBytes = layouts.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement(dtype), 0);
  const bytesTotal = outputBytes * (models.length + 1);
  // transformers refuses files that do not say which framework's layout they have.
  const writer = new SafetensorsWriter(join(dir, 'model.safetensors'), layouts, { format: 'pt' });
  try {
    let bytesRead = 0;
    for (const tensor of base.names) {
      const weights = layerWeights[weightLayer(tensor, layerWeights.length)]!;
      mergeTensor({ tensor, base, models, weights, dropProbability, seed }, kernel, writer, (bytes) => {
        bytesRead += bytes;
      });
      onProgress?.(bytesRead, bytesTotal);
      await setImmediate();
    }
    writer.commit();
    return { tensors: base.names.length, parameters, bytesRead, kernel: kernel.name };
  } catch (error) {
    writer.abort();
    throw error;
  }
}
