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

const METRIC_NAMES = {
  rs: 'RS',
  bothRight: 'Both right',
  em: 'EM',
  emNormalized: 'EM, normalized',
  oneAnswer: 'One answer',
  oneAnswerExact: 'One answer, word for word',
  meanPair: 'Mean pair',
  worstPair: 'Worst pair',
  rougeL: 'ROUGE-L',
  rougeLOriginal: 'ROUGE-L, originals',
  bleu: 'BLEU',
  bs: 'BS',
} as const;

/** What a model of the ladder is, or undefined for a name that is not of the ladder. */
export function modelNote(model: string): string | undefined {
  return Object.hasOwn(MODEL_NOTES, model) ? MODEL_NOTES[model] : undefined;
}

export type MetricName = keyof typeof METRIC_NAMES;

/** Metrics whose differences have a column of their own. */
export const MAIN_METRICS: readonly MetricName[] = ['rs', 'bothRight', 'em', 'rougeL', 'bs'];

const SHARES: readonly MetricName[] = ['rs', 'bothRight', 'em', 'emNormalized', 'oneAnswer', 'oneAnswerExact'];

/** Whether a metric is a share, told in percent; the others are scores. */
export function isShare(metric: MetricName): boolean {
  return SHARES.includes(metric);
}

/** The field's name of a metric. */
export function metricName(metric: MetricName): string {
  return METRIC_NAMES[metric];
}
