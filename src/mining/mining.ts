import { z } from 'zod';
import { Figure } from '../metrics/figure.js';

const Count = z.int().min(0);

/** A query of a group: how it differs from the group's medoid, and how often it was asked. */
export const GroupMember = z.object({
  text: z.string(),
  count: Count,
  /** Kinds of rewording that lead from the medoid to it; none for the medoid itself. */
  kinds: z.array(z.string()),
  /** Cosine similarity of the two, in -1..1; 1 where they are one in canonical form. */
  similarity: z.number(),
  /** ISO dates; absent where the log has none. */
  first: z.string().optional(),
  last: z.string().optional(),
  /** The answer given most often. */
  answer: z.string().optional(),
  /** Expected agreement of an answer to it with one to the medoid, in 0..1. */
  agreement: z.number().optional(),
});
export type GroupMember = z.infer<typeof GroupMember>;

/** Queries that ask the same. `members` begin with the medoid, the most asked; the others follow by how often. */
export const QueryGroup = z.object({ id: z.string(), count: Count, members: z.array(GroupMember).min(2) });
export type QueryGroup = z.infer<typeof QueryGroup>;

/** One kind of rewording in a log. */
export const KindStatistics = z.object({
  /** A kind, or "same words" for one query asked several times. */
  kind: z.string(),
  /** Distinct rewordings of this kind, possibly among other kinds. */
  wordings: Count,
  /** Times that they were asked. */
  asked: Count,
  /** Share of all times that a rewording was asked, in 0..1; shares overlap. */
  share: z.number(),
  /** Rewordings where both sides have answers. */
  answered: Count,
  /** Share of answers that agree (RS), over those, with a 95 % interval that resamples groups. */
  consistency: Figure.optional(),
});
export type KindStatistics = z.infer<typeof KindStatistics>;

/** Result of mining a log. */
export const Mining = z.object({
  log: z.object({
    /** Times that a query was asked. */
    asked: Count,
    distinct: Count,
    /** Distinct queries in canonical form. */
    canonical: Count,
    skipped: z.object({ empty: Count, tooLong: Count }),
  }),
  settings: z.object({
    encoder: z.string(),
    neighbors: Count,
    similarity: z.number(),
    answerThreshold: z.number(),
    seed: Count,
  }),
  groups: Count,
  /** Distinct queries in groups, and times that they were asked. */
  grouped: z.object({ queries: Count, asked: Count }),
  /** Pairs of neighbors, pairs that the classifier judged, unions refused, queries put out of their group at the end. */
  checks: z.object({ pairs: Count, judged: Count, refused: Count, ejected: Count, answersNotKept: Count }),
  /** By how often they were asked. */
  kinds: z.array(KindStatistics),
  /** Kinds with answers, the least consistent first. */
  mostBreaking: z.array(z.string()),
  examples: z.array(QueryGroup),
});
export type Mining = z.infer<typeof Mining>;
