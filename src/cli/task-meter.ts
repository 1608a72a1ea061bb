/** Seconds of the past that the rate is an average over. */
const WINDOW = 30;

/** How far a piece of work is, how fast it goes and how long it will take. */
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

  /** Units per second of late, or undefined as long as nothing has been done. What an earlier run did does not count. */
  get rate(): number | undefined {
    const oldest = this.samples[0] as { time: number; done: number };
    const seconds = (this.now() - oldest.time) / 1000;
    return this.finished > oldest.done && seconds > 0 ? (this.finished - oldest.done) / seconds : undefined;
  }

  /** Units per second since the start, or undefined as long as nothing has been done. */
  get meanRate(): number | undefined {
    const done = this.finished - this.before;
    return done > 0 && this.seconds > 0 ? done / this.seconds : undefined;
  }

  /** Seconds that remain at the rate of late. */
  get remaining(): number | undefined {
    return this.rate === undefined ? undefined : Math.max(0, this.total - this.finished) / this.rate;
  }
}
