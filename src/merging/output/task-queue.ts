import { setImmediate } from 'node:timers/promises';

/** Tasks that are begun before the first of them is done: what is merged, what is read ahead, what is still written. */
const AT_ONCE = 4;

/** Runs tasks in order, a few overlapping; waits for all that have begun, also where one fails. Throws what failed first. */
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
    // Methods in plain TypeScript hold the thread; what they have written is sent on between two tensors.
    await setImmediate();
  }
  await Promise.all(underWay);
  if (failure) throw (failure as { readonly error: unknown }).error;
}
