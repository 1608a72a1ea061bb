/** Window of the average rate in seconds. */
const WINDOW = 30;

/** Progress, rate and remaining time of a task. */
export class TaskMeter {
  note: string | undefined;
  private readonly started: number;
  private readonly before: number;
  private readonly samples: { time: number; done: number }[];

  /** @param now a clock in milliseconds */
  constructor(
    readonly label: string,
    readonly total: number,
    readonly unit: string,
    private finished: number,
    private readonly now: () => number,
  ) {
    this.started = now();
    this.before = finished;
    this.samples = [{ time: this.started, done: finished }];
  }

  get done(): number {
    return this.finished;
  }

  advance(n: number, note: string | undefined): void {
    this.finished += n;
    if (note !== undefined) this.note = note;
    const time = this.now();
    const newest = this.samples.at(-1) as { time: number };
    // One sample a second is enough, and the oldest kept is the last one before the window.
    if (time - newest.time >= 1000) this.samples.push({ time, done: this.finished });
    while (this.samples.length > 2 && time - (this.samples[1] as { time: number }).time >= WINDOW * 1000)
      this.samples.shift();
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (this.now() - this.started) / 1000;
  }

  /** Recent units per second; undefined until something is done. Work of an earlier run does not count. */
  get rate(): number | undefined {
    const oldest = this.samples[0] as { time: number; done: number };
    const seconds = (this.now() - oldest.time) / 1000;
    return this.finished > oldest.done && seconds > 0 ? (this.finished - oldest.done) / seconds : undefined;
  }

  /** Units per second since the start; undefined until something is done. */
  get meanRate(): number | undefined {
    const done = this.finished - this.before;
    return done > 0 && this.seconds > 0 ? done / this.seconds : undefined;
  }

  /** Remaining seconds at the recent rate. */
  get remaining(): number | undefined {
    return this.rate === undefined ? undefined : Math.max(0, this.total - this.finished) / this.rate;
  }
}
