import type { MergePlan } from '../planning/merge-plan.js';
import { closeModels, openPlanned } from '../sources/open-models.js';
import { openThreadKernels, type ThreadKernels } from '../streaming/merge-tensor.js';
import { runTask, type TensorTask } from './merge-task.js';
import { MergeThreads } from './merge-threads.js';
import type { PartialDirectory } from './partial-directory.js';
import { ShardFile } from './shard-file.js';
import { outputBytes, type Shard } from './shards.js';
import { runOverlapping } from './task-queue.js';

export interface WriteOptions {
  /** Tensors at a time; 1 works in the calling thread. */
  readonly threads: number;
  /** Called with the number of input and output bytes processed since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Kernels for a single thread. Default: the built ones. */
  readonly threadKernels?: ThreadKernels | undefined;
}

/**
 * Merges the tensors of all unfinished shards, shard by shard and the largest first, and finishes a shard after its last
 * tensor.
 */
export async function writeShards(
  plan: MergePlan,
  shards: readonly Shard[],
  partial: PartialDirectory,
  options: WriteOptions,
): Promise<void> {
  const open = shards.filter(({ file }) => !partial.done.has(file));
  if (options.threads > 1) await writeWithThreads(plan, open, partial, options);
  else await writeHere(plan, open, partial, options);
}

function tasksOf(plan: MergePlan, { file, tensors, positions }: Shard, partial: PartialDirectory): TensorTask[] {
  return [...tensors]
    .sort((a, b) => outputBytes(plan.tensors[b]!) - outputBytes(plan.tensors[a]!) || a - b)
    .map((index) => ({ index, path: partial.pathOf(file), position: positions.get(index)! }));
}

function begin({ file, header }: Shard, partial: PartialDirectory): ShardFile {
  const out = new ShardFile(partial.pathOf(file), true, partial.sync);
  out.write(header, 0);
  return out;
}

async function writeHere(
  plan: MergePlan,
  shards: readonly Shard[],
  partial: PartialDirectory,
  { onBytes, threadKernels = openThreadKernels() }: WriteOptions,
): Promise<void> {
  const models = openPlanned(plan.models);
  try {
    for (const shard of shards) {
      const out = begin(shard, partial);
      try {
        await runOverlapping(tasksOf(plan, shard, partial), (task) =>
          runTask(plan, task, models, threadKernels, out, onBytes),
        );
        await out.flush();
      } finally {
        await out.close();
      }
      partial.finish(shard.file);
    }
  } finally {
    await threadKernels.pipeline?.idle();
    closeModels(models);
  }
}

async function writeWithThreads(
  plan: MergePlan,
  shards: readonly Shard[],
  partial: PartialDirectory,
  { threads, onBytes }: WriteOptions,
): Promise<void> {
  const pool = new MergeThreads(plan, threads, onBytes);
  const begun = new Map<Shard, ShardFile>();
  try {
    // Shards without tensors do not occur; a file is begun when its first tensor is given out.
    const open = (shard: Shard) => {
      if (!begun.has(shard)) begun.set(shard, begin(shard, partial));
    };
    await Promise.all(
      shards.map(async (shard) => {
        const tasks = tasksOf(plan, shard, partial).map(async (task) => {
          await pool.run(task, () => open(shard));
          begun.get(shard)?.written(outputBytes(plan.tensors[task.index]!));
        });
        await Promise.all(tasks);
        await begun.get(shard)!.close();
        begun.delete(shard);
        partial.finish(shard.file);
      }),
    );
  } finally {
    await pool.close();
    await Promise.all([...begun.values()].map((file) => file.close()));
  }
}
