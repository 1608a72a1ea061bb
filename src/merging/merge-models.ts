import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UnisonoError } from '../core/errors.js';
import { writeFileAtomic, writeJson } from '../core/files.js';
import { sha256 } from '../core/hash.js';
import { packageVersion } from '../core/package-info.js';
import { checkOutputDirectory } from '../tensors/output-directory.js';
import type { MergeConfig } from './config/merge-config.js';
import { writeCompanions } from './output/companions.js';
import { inputFiles, inputStates } from './output/input-files.js';
import { MANIFEST, makeManifest } from './output/manifest.js';
import { type MergeSummary, summarize } from './output/merge-summary.js';
import { modelCard } from './output/model-card.js';
import { PartialDirectory } from './output/partial-directory.js';
import { layoutShards, type Shard, shardIndex } from './output/shards.js';
import { writeShards } from './output/write-shards.js';
import { checkDisk, checkMemory, checkWritable } from './planning/check-room.js';
import type { MergePlan } from './planning/merge-plan.js';
import { type PlannedMerge, planMerge } from './planning/plan-merge.js';
import type { ThreadKernels } from './streaming/merge-tensor.js';
import { checkChatTemplate, outputChatTemplate } from './vocabulary/chat-template.js';

/** Default bytes of data per output file. */
const SHARD_BYTES = 5e9;

/** Output location and execution options of a merge; none of them changes a tensor value. */
export interface MergeOptions {
  /** Directory to write. */
  readonly out: string;
  /** Checks everything and returns the summary without writing. */
  readonly dryRun?: boolean;
  /** Number of tensors merged at a time. Default: 1, in the calling thread. */
  readonly threads?: number;
  /** Maximum bytes of data per output file. Default: 5e9. */
  readonly shardBytes?: number;
  /** Replaces an existing model directory at `out`. Default: an existing one is an error. */
  readonly overwrite?: boolean;
  /** Resumes an interrupted run of the same merge. */
  readonly resume?: boolean;
  /**
   * Whether files are flushed to disk before the model is renamed into place, so that a power failure loses nothing.
   * Default: true.
   */
  readonly sync?: boolean;
  /** Hashes the whole content of the inputs for the model card. Default: samples of it. */
  readonly hashInputs?: boolean;
  /** Final location if `out` is moved later; the manifest's paths are relative to it. */
  readonly finalPlace?: string | undefined;
  /** Called with the number of input and output bytes processed since the last call, and their total. */
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
  /** Kernels for a single thread. Default: the built ones. */
  readonly threadKernels?: ThreadKernels;
}

/**
 * Merges models by a configuration (`readMergeConfig`, `consistencyMerge`, `mergeConfig`) into a model directory with
 * manifest and card. Models, parameters, vocabularies, write access, free disk space and memory are checked before anything
 * is written. The output is built in a directory beside `out` and renamed when it is complete; memory does not grow with
 * the size of the models. Tensors depend only on the configuration and the inputs.
 *
 * @returns what was merged, or with `dryRun` would be
 * @throws the errors of `planMerge`; OUTPUT_EXISTS, FILE_UNWRITABLE, BAD_SETTING for an `out` that is an input,
 *   DISK_TOO_SMALL, MEMORY_TOO_SMALL, BAD_FLAG for a `resume` of another merge, and the errors of reading and writing
 */
export async function mergeModels(config: MergeConfig, options: MergeOptions): Promise<MergeSummary> {
  await checkChatTemplate(config.settings.chat_template);
  const prepared = prepareMerge(config, options);
  return options.dryRun ? prepared.summary : prepared.run();
}

/** A merge that has passed every check and can be run. */
interface PreparedMerge {
  readonly summary: MergeSummary;
  run(): Promise<MergeSummary>;
}

/** Plans a merge and checks everything that can make it fail, see {@link mergeModels}; writes nothing until `run`. */
export function prepareMerge(config: MergeConfig, options: Omit<MergeOptions, 'dryRun'>): PreparedMerge {
  const { threads = 1, shardBytes = SHARD_BYTES } = options;
  const planned = planMerge(config);
  const { plan } = planned;
  const dirs = plan.models.flatMap(({ dir, lora }) => (lora === undefined ? [dir] : [dir, lora]));
  const out = checkOutputDirectory(options.out, dirs);
  if (!options.overwrite && existsSync(out) && readdirSync(out).length > 0)
    throw new UnisonoError('OUTPUT_EXISTS', { path: options.out });
  const chatTemplate = outputChatTemplate(
    config.settings.chat_template,
    plan.models.map(({ dir }) => dir),
  );
  const shards = layoutShards(plan, shardBytes);
  const summary = summarize(plan, shards, threads);
  checkWritable(out);
  checkDisk(out, `${out}.partial`, summary.bytesOut);
  checkMemory(summary.peakMemory);
  return {
    summary,
    async run() {
      await build(out, planned, shards, summary, chatTemplate, config, options);
      return summary;
    },
  };
}

async function build(
  out: string,
  { plan, tokenizer }: PlannedMerge,
  shards: readonly Shard[],
  summary: MergeSummary,
  chatTemplate: string | undefined,
  config: MergeConfig,
  options: MergeOptions,
): Promise<void> {
  const partial = new PartialDirectory(
    out,
    fingerprint(plan, shards, config),
    shards,
    options.resume === true,
    options.sync !== false,
  );
  try {
    const { threads = 1, onProgress, threadKernels } = options;
    const total = summary.bytesIn + summary.bytesOut;
    const onBytes = onProgress && ((bytes: number) => onProgress(bytes, total));
    const files = await Promise.all(
      plan.models.map(async ({ dir, lora }) => [
        ...(await inputFiles(dir, options.hashInputs === true)),
        ...(lora === undefined ? [] : await inputFiles(lora, options.hashInputs === true)),
      ]),
    );
    await writeShards(plan, shards, partial, { threads, onBytes, threadKernels });
    const { dir } = partial;
    const index = shardIndex(plan, shards);
    if (index !== undefined) writeJson(join(dir, 'model.safetensors.index.json'), index);
    writeCompanions(dir, plan, tokenizer, chatTemplate);
    const place = options.finalPlace ?? out;
    const manifest = makeManifest(place, plan, config, packageVersion(), files);
    writeJson(join(dir, MANIFEST), manifest);
    writeFileAtomic(join(dir, 'README.md'), modelCard(basename(place), plan, manifest, summary));
    partial.commit();
  } catch (error) {
    partial.release();
    throw error;
  }
}

/**
 * Hash of everything that determines the output's shards: the plan, their layout, the inputs by length and date, the code.
 */
function fingerprint(plan: MergePlan, shards: readonly Shard[], config: MergeConfig): string {
  const inputs = plan.models.map(({ dir, lora }) => [
    dir,
    inputStates(dir),
    lora === undefined ? [] : inputStates(lora),
  ]);
  const layout = shards.map(({ file, tensors }) => [file, tensors]);
  const tensors = plan.tensors.map((tensor) => ({ ...tensor, base: tensor.base ?? null }));
  // The plan is made in one order, so that its JSON needs no sorting.
  return sha256(
    JSON.stringify([
      packageVersion(),
      plan.method,
      plan.seed,
      plan.models.map(({ name }) => name),
      tensors,
      layout,
      inputs,
      config.text,
    ]),
  );
}
