import { z } from 'zod';
import { DEFINITIONS } from './definitions/index.js';
import { type Bounds, type Figure, figureWithin, LEVEL } from './figure.js';
import type { AnswerMetric, CorpusMetric, GroupMetric, Metric, PairMetric } from './metric.js';

type Definition = (typeof DEFINITIONS)[number];
/** Name of a metric. */
export type MetricName = Definition['name'];
/** Name of a metric of two answers. */
export type PairMetricName = Extract<Definition, { takes: 'pair' }>['name'];
export type AnswerMetricName = Extract<Definition, { takes: 'answer' }>['name'];
export type GroupMetricName = Extract<Definition, { takes: 'group' }>['name'];

/** Every metric, in the order in which tables show them. */
export const METRICS: readonly Metric<MetricName>[] = DEFINITIONS;

export const PAIR_METRICS = METRICS.filter((metric) => metric.takes === 'pair') as PairMetric<PairMetricName>[];
export const ANSWER_METRICS = METRICS.filter((metric) => metric.takes === 'answer') as AnswerMetric<AnswerMetricName>[];
export const GROUP_METRICS = METRICS.filter((metric) => metric.takes === 'group') as GroupMetric<GroupMetricName>[];
export const CORPUS_METRICS = METRICS.filter((metric) => metric.takes === 'corpus') as CorpusMetric<MetricName>[];

/** The names, as a schema for files that name metrics. */
export const MetricNames = z.enum(METRICS.map(({ name }) => name));

/** A metric by its name; undefined for any other string. */
export function metricNamed(name: string): Metric<MetricName> | undefined {
  return METRICS.find((metric) => metric.name === name);
}

/** A metric by a name that is known to be one. */
export function metricOf(name: MetricName): Metric<MetricName> {
  return metricNamed(name) as Metric<MetricName>;
}

/** Bounds of the mean of a metric. */
export const boundsOf = ({ bounds = LEVEL }: Metric): Bounds => bounds;

/** Figures by metric, without those that were not measured. */
export type Figures = { readonly [Name in MetricName]?: Figure | undefined };

/** Metrics used by the verdict of a report and the choice of a merge: every evaluation has them. */
const ALWAYS = ['rougeL', 'em', 'rs', 'bothRight'] as const satisfies readonly MetricName[];

/** Figures of a whole evaluation. */
export type WholeFigures = Figures & { readonly [Name in (typeof ALWAYS)[number]]: Figure };

const shapeOf = (always: readonly MetricName[]) =>
  Object.fromEntries(
    METRICS.map((metric) => {
      const schema = figureWithin(boundsOf(metric)).describe(`${metric.longLabel}: ${metric.definition}.`);
      return [metric.name, always.includes(metric.name) ? schema : schema.optional()];
    }),
  );

/** A schema of figures by metric, each described by its definition. */
export const SomeFigures = z.object(shapeOf([])) as unknown as z.ZodType<Figures>;

/** The same for a whole evaluation. */
export const AllFigures = z.object(shapeOf(ALWAYS)) as unknown as z.ZodType<WholeFigures>;

/** Versions of metrics by name, part of every record of figures. */
export const MetricVersions = z
  .partialRecord(MetricNames, z.int().positive())
  .describe('Version of every metric’s definition; figures of two versions are not comparable.');
export type MetricVersions = z.infer<typeof MetricVersions>;

/** The current versions. */
export function metricVersions(metrics: readonly Metric<MetricName>[] = METRICS): MetricVersions {
  return Object.fromEntries(metrics.map(({ name, version }) => [name, version]));
}
