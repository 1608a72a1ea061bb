/** Receiver of the progress of long work. The display computes speed and remaining time. */
export interface Progress {
  /**
   * Announces a task. Several tasks may run at the same time.
   *
   * @param label what is done, for example "train HTD"
   * @param total number of units
   * @param unit plural noun, for example "steps"
   * @param done units finished by an earlier, interrupted run
   */
  task(label: string, total: number, unit: string, done?: number): ProgressTask;
}

/** A running task. */
export interface ProgressTask {
  /** `n` more units are done (default: 1). `note` is shown with them, for example "loss 1.93". */
  advance(n?: number, note?: string): void;
  /** Ends the task, even if fewer units than announced were needed. Later calls do nothing. */
  end(note?: string): void;
}

/** Shows nothing. */
export const silentProgress: Progress = {
  task: () => ({ advance() {}, end() {} }),
};
