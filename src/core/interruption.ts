const cleanups = new Set<() => Promise<void>>();

/**
 * Has `tidy` called when the user interrupts the process (Ctrl-C, SIGTERM), before it ends: for what would go on elsewhere, such
 * as a job on a cluster. What is on this machine's disk survives a kill and needs none.
 *
 * @returns takes it back
 */
export function onInterruption(tidy: () => Promise<void>): () => void {
  cleanups.add(tidy);
  return () => cleanups.delete(tidy);
}

/** Whether anything wants to be tidied up. */
export function hasCleanups(): boolean {
  return cleanups.size > 0;
}

/** Tidies up, for so many milliseconds at most; whatever fails, the rest is done and nothing is thrown. */
export async function runCleanups(milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled([...cleanups].map((tidy) => tidy())), late]);
  clearTimeout(timer);
}
