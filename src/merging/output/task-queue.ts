import { setImmediate } from 'node:timers/promises';

/** Maximum number of tasks in progress: being merged, read ahead, or still being written. */
const AT_ONCE = 4;

/** Runs tasks in order, a few overlapping; waits for all started tasks, even if one fails. Throws the first error. */
export async function runOverlapping<T>(tasks: readonly T[], run: (task: T) => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for (const task of tasks) {
    while (underWay.size >= AT_ONCE) await Promise.race(underWay);
    if (failure) break;
    const promise: Promise<void> = run(task)
      .catch((error) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(promise));
    underWay.add(promise);
    // Methods in plain TypeScript block the thread; their output is flushed between two tensors.
    await setImmediate();
  }
  await Promise.all(underWay);
  if (failure) throw (failure as { readonly error: unknown }).error;
}
