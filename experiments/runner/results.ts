import { z } from 'zod';
import type { Causes, Figure } from '../../src/evaluation/causes/causes.js';
import { Difference, type Ladder, PairedTest } from '../../src/evaluation/ladder.js';

/** Which rewordings a measurement is of: those that people wrote, those that rules made, or all. */
export const SUBSETS = ['human', 'synthesized', 'all'] as const;
export type Subset = (typeof SUBSETS)[number];

const FIGURES = ['rougeL', 'bleu', 'em', 'rs', 'bs', 'bothRight'] as const;
export type FigureName = (typeof FIGURES)[number];

/** A figure with its 95 % interval (percentiles, clustered by question). */
const FigureOf = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

const Figures = z.partialRecord(z.enum(FIGURES), FigureOf);

/** What one model or repair reached on one subset; figures that were not measured are left out. */
const Row = z.strictObject({
  model: z.string(),
  pairs: z.int().nonnegative(),
  figures: Figures,
  /** The same by kind of rewording; its ROUGE-L is of the answers to the rewordings alone. */
  byKind: z.record(z.string(), z.strictObject({ pairs: z.int().positive(), figures: Figures })),
});
export type Row = z.infer<typeof Row>;

const Measured = z.strictObject({
  rows: z.array(Row),
  differences: z.array(Difference),
  tests: z.array(PairedTest),
});
export type Measured = z.infer<typeof Measured>;

/** What a stage took, and what it computed; null where that is not known. */
const Cost = z.strictObject({
  stage: z.string(),
  seconds: z.number().nullable(),
  peakBytes: z.number().nullable(),
  tokens: z.number().nullable(),
  flops: z.number().nullable(),
  /** What it left on the disk. */
  diskBytes: z.number().nonnegative(),
});
export type Cost = z.infer<typeof Cost>;

/** What costs follow from. */
const ModelShape = z.strictObject({
  weights: z.number(),
  /** Weights that a token is multiplied with. */
  multiplied: z.number(),
  /** Of the weights of one model on the disk. */
  bytes: z.number(),
  /** Which rungs are merged. */
  specialists: z.array(z.string()),
  /** Of the adapters; null where all weights were trained. */
  rank: z.int().positive().nullable(),
});
export type ModelShape = z.infer<typeof ModelShape>;

/** The part of a run's report-data.json that the results keep. */
export const RunCosts = z.object({ costs: z.array(Cost.omit({ diskBytes: true })) });

const Share = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

/** Where the inconsistency (1 - RS, over all pairs) of a model comes from; null where it cannot be told. */
const CausesOf = z.strictObject({
  model: z.string(),
  pairs: z.int(),
  inconsistency: Share,
  generator: Share.nullable(),
  retriever: Share.nullable(),
  noise: Share.nullable(),
  sameContexts: Share.nullable(),
});

/** experiments/results/<table>.json: figures, without a word of the data. */
export const Results = z.strictObject({
  title: z.string(),
  threshold: z.number(),
  /** Encoder and layer of BS. */
  bertscore: z.string().nullable(),
  runs: z.array(
    z.strictObject({
      seed: z.int(),
      questions: z.int().positive(),
      /** SHA-256 of the run's settings, as canonical JSON, and of the test examples: whether two results are of the same. */
      inputs: z.record(z.string(), z.string()),
      subsets: z.partialRecord(z.enum(SUBSETS), Measured),
      /** Of the ladder's run; none where a table has only some of its models. */
      costs: z.array(Cost),
      /** The model that was trained; left out where a table has only some of the ladder's. */
      model: ModelShape.optional(),
      causes: z.array(CausesOf),
    }),
  ),
});
export type Results = z.infer<typeof Results>;

/** Figures that were measured, each with its interval. */
function figuresOf(
  values: { readonly [name in FigureName]?: number | null | undefined },
  intervals: { readonly [name in FigureName]?: readonly [number, number] | null | undefined } | undefined,
): Row['figures'] {
  return Object.fromEntries(
    FIGURES.flatMap((name) => {
      const [value, range] = [values[name], intervals?.[name]];
      return value == null || !range ? [] : [[name, { value, low: range[0], high: range[1] }]];
    }),
  );
}

/** The part of a ladder that the results keep. */
export function measured({ rows, differences, tests = [] }: Ladder): Measured {
  return {
    rows: rows.map((row) => ({
      model: row.model,
      pairs: row.pairs,
      figures: figuresOf(row, row.intervals),
      byKind: Object.fromEntries(
        Object.entries(row.byKind)
          .filter(([, { pairs }]) => pairs > 0)
          .map(([kind, scores]) => [kind, { pairs: scores.pairs, figures: figuresOf(scores, scores.intervals) }]),
      ),
    })),
    differences,
    tests,
  };
}

const share = (figure: Figure | null) => (figure ? { value: figure.value, low: figure.low, high: figure.high } : null);

/** The part of causes.json that the results keep. */
export function causesOf({ models }: Causes): Results['runs'][number]['causes'] {
  return models.map(({ model, pairs, rs, retriever }) => ({
    model,
    pairs,
    inconsistency: share(rs.endToEnd)!,
    generator: share(rs.parts.generator),
    retriever: share(rs.parts.retriever),
    noise: share(rs.parts.noise),
    sameContexts: share(retriever?.same ?? null),
  }));
}
