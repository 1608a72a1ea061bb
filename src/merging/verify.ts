import { parse } from 'yaml';
import { UnisonoError } from '../core/errors.js';
import { RandomStream } from '../core/random.js';
import { type Checkpoint, openCheckpoint } from '../tensors/checkpoint.js';
import { bytesPerElement, decode } from '../tensors/dtype.js';
import { elementCount } from '../tensors/safetensors-header.js';
import { mergeConfig } from './config/merge-config.js';
import { inputDirectory, type Manifest, readManifest } from './output/manifest.js';
import { outputBytes } from './output/shards.js';
import type { MergePlan } from './planning/merge-plan.js';
import { planMerge } from './planning/plan-merge.js';
import { closeModels, openPlanned } from './sources/open-models.js';
import { mergeWhole } from './streaming/whole-tensor.js';

/** How much of a merge is made again. */
export interface VerifyOptions {
  /** Tensors to merge again; Infinity for all. */
  readonly samples?: number;
  /**
   * Larger tensors, by bytes of all inputs and the result as float32, are not merged again, since the check holds them in
   * memory.
   */
  readonly mostBytes?: number;
  /** Told how many tensors of how many were compared. */
  readonly onTensor?: (done: number, total: number) => void;
}

/** Result of a verification. */
export interface Verification {
  readonly tensors: number;
  readonly bytes: number;
  /** Names of the tensors that were merged again and found equal. */
  readonly recomputed: readonly string[];
}

const SAMPLES = 8;
const MOST_BYTES = 1 << 30;
const PIECE = 1 << 20;

/**
 * Checks a merged directory: every file's header and offsets, that the tensors are those of the plan, that no value is NaN
 * or infinite, and, for sampled tensors, that merging them again (in memory, in plain TypeScript) gives the same bytes.
 * Throws MERGE_NOT_VERIFIED for a difference, and the errors of reading if something cannot be checked.
 */
export async function verifyMerge(dir: string, options: VerifyOptions = {}): Promise<Verification> {
  const manifest = readManifest(dir);
  const checkpoint = openCheckpoint(dir);
  try {
    const plan = planAgain(dir, manifest);
    checkTensors(checkpoint, plan);
    let bytes = 0;
    for (const [n, name] of checkpoint.names.entries()) {
      bytes += checkFinite(checkpoint, name);
      options.onTensor?.(n + 1, checkpoint.names.length);
    }
    return { tensors: checkpoint.names.length, bytes, recomputed: checkSamples(checkpoint, plan, options) };
  } finally {
    checkpoint.close();
  }
}

/** The plan, made again from the manifest. Throws NOT_A_MODEL for missing models. */
function planAgain(dir: string, manifest: Manifest): MergePlan {
  const located = new Map(
    manifest.models.map(({ reference, path, lora }) => [
      reference,
      { dir: inputDirectory(path, dir), lora: lora === undefined ? undefined : inputDirectory(lora, dir) },
    ]),
  );
  const { seed, layer_weights: layerWeights } = manifest;
  return planMerge(mergeConfig(parse(manifest.yaml), { located, layerWeights, seed, folders: [] })).plan;
}

function fault(path: string, reason: string): UnisonoError {
  return new UnisonoError('MERGE_NOT_VERIFIED', { path, reason });
}

function checkTensors(checkpoint: Checkpoint, plan: MergePlan): void {
  const names = new Set(checkpoint.names);
  for (const { name, shape, dtype } of plan.tensors) {
    if (!names.delete(name)) throw fault(checkpoint.dir, `tensor "${name}" is missing`);
    const own = checkpoint.info(name);
    if (own.shape.join() !== shape.join() || own.dtype !== dtype)
      throw fault(checkpoint.dir, `tensor "${name}" is ${own.dtype} [${own.shape}], expected ${dtype} [${shape}]`);
  }
  const [extra] = names;
  if (extra !== undefined) throw fault(checkpoint.dir, `tensor "${extra}" was not merged`);
}

function checkFinite(checkpoint: Checkpoint, name: string): number {
  const { dtype, shape } = checkpoint.info(name);
  const size = bytesPerElement(dtype);
  const bytes = elementCount(shape) * size;
  for (let at = 0; at < bytes; at += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE, bytes - at));
    checkpoint.readInto(name, at, piece);
    const wrong = decode(piece, dtype).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw fault(checkpoint.dir, `element ${at / size + wrong} of tensor "${name}" is not a finite number`);
  }
  return bytes;
}

function checkSamples(checkpoint: Checkpoint, plan: MergePlan, options: VerifyOptions): string[] {
  const { samples = SAMPLES, mostBytes = MOST_BYTES } = options;
  const small = plan.tensors.filter(
    ({ shape, sources }) => elementCount(shape) * 4 * (sources.length + 2) <= mostBytes,
  );
  const chosen = new RandomStream(plan.seed, 'tensors to verify').shuffle(small).slice(0, samples);
  const models = openPlanned(plan.models);
  try {
    for (const tensor of chosen) {
      const expected = mergeWhole(plan, tensor, models);
      const own = new Uint8Array(outputBytes(tensor));
      checkpoint.readInto(tensor.name, 0, own);
      const at = own.findIndex((byte, i) => byte !== expected[i]);
      if (at >= 0) {
        const element = Math.floor(at / bytesPerElement(tensor.dtype));
        throw fault(checkpoint.dir, `element ${element} of tensor "${tensor.name}" is not what merging it again gives`);
      }
    }
  } finally {
    closeModels(models);
  }
  return chosen.map(({ name }) => name).sort();
}
