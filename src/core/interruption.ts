const cleanups = new Set<() => Promise<void>>();

/**
 * Registers `tidy`, a cleanup that runs before the process ends when the user interrupts it (Ctrl-C, SIGTERM). For work that would
 * continue elsewhere, such as a job on a cluster; files on this machine's disk survive a kill and need no cleanup.
 *
 * @returns a function that removes the cleanup
 */
export function onInterruption(tidy: () => Promise<void>): () => void {
  cleanups.add(tidy);
  return () => cleanups.delete(tidy);
}

/** Whether cleanups are registered. */
export function hasCleanups(): boolean {
  return cleanups.size > 0;
}

/** Runs all cleanups for at most `milliseconds`. A failed cleanup does not stop the others; never throws. */
export async function runCleanups(milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled([...cleanups].map((tidy) => tidy())), late]);
  clearTimeout(timer);
}
