import type { LogRecord } from './log-record.js';

/** Maximum number of characters of a question; longer texts are pasted documents. */
const LONGEST_QUERY = 1000;

/** Every distinct query of a log, numbered by first appearance, with how often and when it was asked. */
export class QueryTable {
  readonly texts: string[] = [];
  readonly counts: number[] = [];
  /** Milliseconds since 1970; NaN where the log does not say. */
  readonly first: number[] = [];
  readonly last: number[] = [];
  /** Times that a query was asked, over all. */
  asked = 0;
  readonly skipped = { empty: 0, tooLong: 0 };
  private readonly numbers = new Map<string, number>();

  /** Counts a record; queries without a letter or digit, or longer than 1,000 characters, are only tallied. */
  add({ query, count = 1, timestamp }: LogRecord): void {
    const text = query.trim();
    if (!/[\p{L}\p{N}]/u.test(text)) this.skipped.empty += count;
    else if (text.length > LONGEST_QUERY) this.skipped.tooLong += count;
    else this.count(text, count, timestamp === undefined ? Number.NaN : new Date(timestamp).getTime());
  }

  /** The number of a query, as the log writes it; undefined for one that was not counted. */
  numberOf(query: string): number | undefined {
    return this.numbers.get(query.trim());
  }

  private count(text: string, count: number, time: number): void {
    this.asked += count;
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.numbers.set(text, number);
      this.texts.push(text);
      this.counts.push(0);
      this.first.push(Number.NaN);
      this.last.push(Number.NaN);
    }
    this.counts[number]! += count;
    if (Number.isNaN(time)) return;
    if (!(this.first[number]! <= time)) this.first[number] = time;
    if (!(this.last[number]! >= time)) this.last[number] = time;
  }
}
