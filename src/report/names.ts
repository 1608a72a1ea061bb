import { METRICS, type MetricName, metricOf } from '../metrics/registry.js';
import { percent, score, signedPoints, signedScore } from './number-format.js';

const MODEL_NOTES: Readonly<Record<string, string>> = {
  B: 'the base model',
  SFT: 'fine-tuned on the questions',
  'SFT+TL': 'with triplet loss',
  HTD: 'with form and pronoun variants',
  SEM: 'with paraphrases',
  SPA: 'with number and article variants',
  ALL: 'one model, all variants',
  'ALL+KL': 'ALL, with wordings drawn together',
  Merged: 'HTD, SEM and SPA merged',
};

/** Description of a model of the ladder; undefined for other names. */
export function modelNote(model: string): string | undefined {
  return Object.hasOwn(MODEL_NOTES, model) ? MODEL_NOTES[model] : undefined;
}

/** Metrics at the top of the page, in the order of the registry. */
export const MAIN_METRICS: readonly MetricName[] = METRICS.filter(({ headline }) => headline).map(({ name }) => name);

/** Whether a metric is a share, shown in percent; the others are scores. */
export function isShare(metric: MetricName): boolean {
  return metricOf(metric).unit === 'share';
}

/** The field's name of a metric, as a heading. */
export function metricName(metric: MetricName): string {
  return capitalized(metricOf(metric).label);
}

/** Long label of a metric, as a heading. */
export function metricTitle(metric: MetricName): string {
  return capitalized(metricOf(metric).longLabel);
}

/** Writes values of a metric: a share in percent without the sign, a score unchanged. */
export function metricFormat(metric: MetricName): (value: number) => string {
  return isShare(metric) ? percent : score;
}

/** Writes differences of a metric: points of percent, or a score with its sign. */
export function differenceFormat(metric: MetricName): (value: number) => string {
  return isShare(metric) ? signedPoints : signedScore;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
