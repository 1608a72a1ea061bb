import { type MetricName, type MetricVersions, metricOf } from '../../metrics/registry.js';
import type { Ladder } from '../ladder.js';

/** The part of a record that identifies the definitions of its figures, for comparisons. */
export interface Definitions extends Pick<Ladder, 'threshold' | 'words' | 'bertscore'> {
  readonly metrics: MetricVersions;
}

/**
 * Why figures of a metric in two records must not be compared: another version of its definition, or another setting that
 * belongs to it. Undefined if they are comparable.
 */
export function whyNotComparable(metric: MetricName, a: Definitions, b: Definitions): string | undefined {
  const [first, second] = [a.metrics[metric], b.metrics[metric]];
  if (first !== second) {
    return `${metric} was measured by version ${first ?? 'unknown'} and version ${second ?? 'unknown'} of its definition`;
  }
  const encoder = ({ bertscore }: Definitions) =>
    bertscore ? `${bertscore.encoder}, layer ${bertscore.layer}` : 'none';
  const settings = {
    threshold: [a.threshold, b.threshold],
    words: [a.words, b.words],
    encoder: [encoder(a), encoder(b)],
  } as const;
  const other = metricOf(metric).settings.find((name) => settings[name][0] !== settings[name][1]);
  return other && `${metric} was measured with ${other} ${settings[other][0]} and with ${other} ${settings[other][1]}`;
}
