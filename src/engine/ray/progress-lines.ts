import { z } from 'zod';
import { LogLine } from '../../training/log-line.js';

const Step = z.int().min(0);

/** Events of a worker on standard output, one JSON object per line after "unisono: ". */
export const WorkerEvent = z.discriminatedUnion('event', [
  z.looseObject({ event: z.literal('start') }),
  z.looseObject({ event: z.literal('resumed'), step: Step, steps: Step }),
  z.looseObject({ event: z.literal('step'), steps: Step, ...LogLine.pick({ step: true, ce: true }).shape }),
  z.looseObject({ event: z.literal('checkpoint'), step: Step }),
  z.looseObject({ event: z.literal('queries'), done: Step, total: Step }),
  z.looseObject({ event: z.literal('done') }),
  z.looseObject({
    event: z.literal('error'),
    code: z.string(),
    message: z.string(),
    remedy: z.string().default(''),
  }),
]);
export type WorkerEvent = z.infer<typeof WorkerEvent>;
export type WorkerError = Extract<WorkerEvent, { event: 'error' }>;

const MARK = 'unisono: {';

/** The event in one line of a log, ignoring Ray's additions before and after it; undefined if there is none. */
export function eventOf(line: string): WorkerEvent | undefined {
  const begin = line.indexOf(MARK);
  if (begin < 0) return undefined;
  try {
    const event = WorkerEvent.safeParse(JSON.parse(line.slice(begin + MARK.length - 1, line.lastIndexOf('}') + 1)));
    return event.success ? event.data : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the events of a growing log, each once. */
export class ProgressLines {
  private read = 0;

  /**
   * The events since the last call.
   *
   * @param log the whole log so far; an incomplete last line is left for the next call
   */
  next(log: string): WorkerEvent[] {
    if (log.length < this.read) this.read = 0;
    const end = log.lastIndexOf('\n') + 1;
    const lines = log.slice(this.read, Math.max(this.read, end)).split('\n');
    this.read = Math.max(this.read, end);
    return lines.map(eventOf).filter((event) => event !== undefined);
  }
}
