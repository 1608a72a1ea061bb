import { z } from 'zod';

/** A line of a query log. Further fields are allowed and not read. */
export const LogRecord = z.object({
  query: z.string(),
  /** How often it was asked; a log with a line for every time leaves it out. */
  count: z.int().min(1).optional(),
  /** When it was (last) asked: a date that JavaScript understands, or milliseconds since 1970. */
  timestamp: z.union([z.string(), z.number()]).optional(),
  /** What the system answered. */
  answer: z.string().optional(),
});
export type LogRecord = z.infer<typeof LogRecord>;
