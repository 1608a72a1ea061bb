import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Checkpoint, openCheckpoint } from '../tensors/checkpoint.js';
import { bytesPerElement } from '../tensors/dtype.js';
import { copyCompanions, replaceDirectory } from '../tensors/output-directory.js';
import { elementCount } from '../tensors/safetensors-header.js';
import { SafetensorsWriter } from '../tensors/safetensors-writer.js';
import { dropThreshold, maskKey, rescaledWeight } from './arithmetic/dare.js';
import { mergeDareTies } from './arithmetic/dare-ties.js';
import type { DareTiesPlan } from './arithmetic/kernel-plan.js';
import { badSetting, checkMergeable, layerCount, type NamedCheckpoint } from './preflight.js';
import { weightLayer } from './sources/tensor-place.js';
import { plainReader } from './sources/tensor-reader.js';
import { FileStream } from './streaming/file-stream.js';
import { kernelRun, openWorkshop, type Workshop } from './streaming/merge-tensor.js';
import type { TensorJob } from './streaming/tensor-job.js';

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
  /** The built kernels unless told; changes memory and speed, never the result. */
  readonly workshop?: Workshop;
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
  const { onProgress, workshop = openWorkshop() } = options;
  const layouts = base.names.map((name) => ({ name, ...base.info(name) }));
  const parameters = layouts.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const outputBytes = layouts.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement(dtype), 0);
  const bytesTotal = outputBytes * (models.length + 1);
  // transformers refuses files that do not say which framework's layout they have.
  const writer = new SafetensorsWriter(join(dir, 'model.safetensors'), layouts, { format: 'pt' });
  try {
    let bytesRead = 0;
    for (const { name, shape, dtype } of layouts) {
      const elements = elementCount(shape);
      const size = bytesPerElement(dtype);
      const write = (first: number, bytes: Uint8Array) => writer.writeAt(name, first * size, bytes);
      const job: TensorJob = {
        shape,
        elements,
        dtype,
        readers: [base, ...models.map(({ checkpoint }) => checkpoint)].map((checkpoint) =>
          plainReader(checkpoint, name, dtype),
        ),
        write,
        writeAsync: async (first, bytes) => write(first, bytes),
      };
      const weights = layerWeights[weightLayer(name, layerWeights.length)]!;
      await mergeTensor(job, planOf(name, models, weights, options), workshop);
      bytesRead += elements * size * (models.length + 1);
      onProgress?.(bytesRead, bytesTotal);
      await setImmediate();
    }
    writer.commit();
    const kernel = workshop.pipeline === undefined ? 'javascript' : 'webassembly';
    return { tensors: layouts.length, parameters, bytesRead, kernel };
  } catch (error) {
    await workshop.pipeline?.idle();
    writer.abort();
    throw error;
  }
}

function planOf(
  tensor: string,
  models: readonly NamedCheckpoint[],
  weights: readonly number[],
  { dropProbability: p, seed }: MergeOptions,
): DareTiesPlan {
  const masks = models.map(({ name }) => {
    let [known, key] = [-1, maskKey(seed, name, tensor, 0)];
    return (block: number) => {
      if (block !== known) [known, key] = [block, maskKey(seed, name, tensor, block)];
      return key;
    };
  });
  return {
    kind: 'dare-ties',
    base: 0,
    tuned: models.map((_, k) => k + 1),
    weights: weights.map((weight) => rescaledWeight(weight, p)),
    threshold: dropThreshold(p),
    key: (k, block) => masks[k]!(block),
  };
}

async function mergeTensor(job: TensorJob, plan: DareTiesPlan, { pipeline, piece }: Workshop): Promise<void> {
  const run = pipeline && job.elements > 0 ? kernelRun(pipeline, plan, job) : undefined;
  if (pipeline && run) await pipeline.merge(job, run);
  else mergeDareTies(new FileStream(job, piece), plan);
}
