import { type Causes, Difference, type Ladder, PairedTest } from 'unisono/evaluation';
import {
  Estimate,
  type Figure,
  METRICS,
  type Figures as MeasuredFigures,
  MetricNames,
  MetricVersions,
  ROUGE_WORDS,
} from 'unisono/metrics';
import { z } from 'zod';

/** Which rewordings a measurement is of: those that people wrote, those that rules made, or all. */
export const SUBSETS = ['human', 'synthesized', 'all'] as const;
export type Subset = (typeof SUBSETS)[number];

/** The metrics that the results keep: the headline ones, in the order of all tables. */
export const FIGURES = METRICS.filter(({ headline }) => headline).map(({ name }) => name);

const Figures = z.partialRecord(MetricNames, Estimate);

/** Figures of one model or repair on one subset; unmeasured figures are left out. */
const Row = z.strictObject({
  model: z.string(),
  pairs: z.int().nonnegative(),
  figures: Figures,
  /** The same by kind of rewording; its ROUGE-L is of the answers to the rewordings alone. */
  byKind: z.record(z.string(), z.strictObject({ pairs: z.int().positive(), figures: Figures })),
});
export type Row = z.infer<typeof Row>;

/** A difference between two models over the same `n` items. */
const Compared = Difference.pick({
  a: true,
  b: true,
  metric: true,
  value: true,
  low: true,
  high: true,
  bca: true,
  n: true,
});

const Measured = z.strictObject({
  rows: z.array(Row),
  differences: z.array(Compared),
  tests: z.array(PairedTest),
});
export type Measured = z.infer<typeof Measured>;

/** Cost and computation of a stage; null if unknown. */
const Cost = z.strictObject({
  stage: z.string(),
  seconds: z.number().nullable(),
  peakBytes: z.number().nullable(),
  tokens: z.number().nullable(),
  flops: z.number().nullable(),
  /** Bytes it left on disk. */
  diskBytes: z.number().nonnegative(),
});
export type Cost = z.infer<typeof Cost>;

/** Inputs for the cost tables. */
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

/** Causes of a model's inconsistency (1 - RS, over all pairs); null if undetermined. */
const CausesOf = z.strictObject({
  model: z.string(),
  pairs: z.int(),
  inconsistency: Estimate,
  generator: Estimate.nullable(),
  retriever: Estimate.nullable(),
  noise: Estimate.nullable(),
  sameContexts: Estimate.nullable(),
});

/** experiments/results/<table>.json: figures only, no text from the data. */
export const Results = z.strictObject({
  title: z.string(),
  threshold: z.number(),
  /** Tokenization for ROUGE and RS. */
  words: z.enum(ROUGE_WORDS),
  metrics: MetricVersions,
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

const estimateOf = ({ value, low, high }: Estimate): Estimate => ({ value, low, high });

/** The figures that the results keep of those that were measured, without what they are of. */
function figuresOf(figures: MeasuredFigures): Row['figures'] {
  return Object.fromEntries(
    FIGURES.flatMap((name) => {
      const figure = figures[name];
      return figure ? [[name, estimateOf(figure)]] : [];
    }),
  );
}

/** The part of a ladder that the results keep. */
export function measured({ rows, differences, tests }: Ladder): Measured {
  return {
    rows: rows.map(({ model, pairs, figures, byKind }) => ({
      ...{ model, pairs, figures: figuresOf(figures) },
      byKind: Object.fromEntries(
        Object.entries(byKind)
          .filter(([, kind]) => kind.pairs > 0)
          .map(([name, kind]) => [name, { pairs: kind.pairs, figures: figuresOf(kind.figures) }]),
      ),
    })),
    differences: differences.map(({ questions: _, ...difference }) => difference),
    tests,
  };
}

/** The versions of the metrics that the results keep, as a ladder records them. */
export function versionsOf({ metrics }: Ladder): MetricVersions {
  return Object.fromEntries(FIGURES.map((name) => [name, metrics[name]]));
}

const share = (figure: Figure | null) => figure && estimateOf(figure);

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
