/** Where long work says how far it is. Speed and remaining time are for whoever displays it. */
export interface Progress {
  /**
   * Announces a piece of work. Several may be under way at once.
   *
   * @param label what is done, for example "train HTD"
   * @param total units in all
   * @param unit plural noun, for example "steps"
   * @param done units that an earlier, interrupted run had finished
   */
  task(label: string, total: number, unit: string, done?: number): ProgressTask;
}

/** One piece of work under way. */
export interface ProgressTask {
  /** `n` more units are done (1 unless told). `note` is shown beside them, for example "loss 1.93". */
  advance(n?: number, note?: string): void;
  /** The work is over, also when fewer units than announced were needed. Later calls do nothing. */
  end(note?: string): void;
}

/** Shows nothing. */
export const silentProgress: Progress = {
  task: () => ({ advance() {}, end() {} }),
};
