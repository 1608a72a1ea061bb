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

/** Bytes of data in a file of the output, unless told. */
const SHARD_BYTES = 5e9;

/** Where a merge goes and how it is carried out; none of it changes a value of a tensor. */
export interface MergeOptions {
  /** Directory to write. */
  readonly out: string;
  /** Checks everything and gives the summary, and writes nothing. */
  readonly dryRun?: boolean;
  /** Tensors at a time. Default: 1, in the calling thread. */
  readonly threads?: number;
  /** Bytes of data in a file of the output. Default: 5e9. */
  readonly shardBytes?: number;
  /** Replaces a model directory at `out`; else one that is there is an error. */
  readonly overwrite?: boolean;
  /** Goes on with what an interrupted run of the same merge has finished. */
  readonly resume?: boolean;
  /** Whether the model is on the disk when it has its name, as it is unless told: a power cut then loses nothing. */
  readonly sync?: boolean;
  /** Hashes the inputs' whole content for the model card, instead of samples. */
  readonly hashInputs?: boolean;
  /** Where `out` will be moved to, if it will: the manifest's paths are relative to it. */
  readonly finalPlace?: string | undefined;
  /** Told how many bytes of inputs and output are done since it was last told, and how many there are in all. */
  readonly onProgress?: ((bytes: number, total: number) => void) | undefined;
  /** For a single thread; the built kernels unless told. */
  readonly threadKernels?: ThreadKernels;
}

/**
 * Merges models as a configuration says (`readMergeConfig`, `consistencyMerge`, `mergeConfig`) into a model directory with
 * manifest and card. Everything that can be known to fail fails before anything is written: models, parameters,
 * vocabularies, the output directory and whether it can be written, free disk, memory. The output is built beside its
 * place and renamed once it is whole; memory does not grow with the models. Its tensors depend on the configuration and
 * the inputs alone.
 *
 * @returns what was merged, or with `dryRun` would be
 * @throws the errors of {@link planMerge}; OUTPUT_EXISTS, FILE_UNWRITABLE, BAD_SETTING for an `out` that is an input,
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

/** Plans a merge and checks all that can make it fail, see {@link mergeModels}; writes nothing until `run`. */
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

/** Of everything that the output's shards depend on: the plan, their layout, the inputs by length and date, the code. */
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
