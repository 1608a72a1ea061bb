import { bonferroniQuantile } from './newcombe.js';
import { score } from './number-format.js';
import { shortName } from './plain-text.js';
import type { ReportData } from './report-data.js';

/** Layers in which one specialist is clearly closest to the encoder's similarities. */
export interface LeadingLayers {
  readonly model: string;
  readonly layers: readonly number[];
}

/**
 * Which specialist leads in which layers. A lead counts where its interval, widened by Bonferroni's quantile for the
 * number of layers, is above 0.
 */
export function leadingLayers({ similarities }: Pick<ReportData, 'similarities'>): LeadingLayers[] {
  if (!similarities) return [];
  const widening = bonferroniQuantile(similarities.layers.length) / bonferroniQuantile(1);
  const led = new Map<number, number[]>();
  for (const { layer, lead } of similarities.layers) {
    if (!lead || lead.margin - (lead.margin - lead.low) * widening <= 0) continue;
    led.set(lead.model, [...(led.get(lead.model) ?? []), layer]);
  }
  return Array.from(led, ([model, layers]) => ({ model: similarities.models[model]!, layers })).sort(
    (x, y) => y.layers.length - x.layers.length || x.layers[0]! - y.layers[0]!,
  );
}

/** Whole numbers in words, runs of three and more as a range: "0, 2 to 5 and 9". */
export function listed(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  const words = runs.flatMap(([from, to]) => {
    if (from === to) return [`${from}`];
    return to === from + 1 ? [`${from}`, `${to}`] : [`${from} to ${to}`];
  });
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The finding on which layers carry which specialist into the merge; undefined where no lead is shown. */
export function carriedLayers(data: ReportData): { id: 'lead'; claim: string; evidence: string } | undefined {
  const led = leadingLayers(data);
  const { weights, similarities } = data;
  if (led.length === 0 || !weights || !similarities) return undefined;
  const plural = (layers: readonly number[]) => (layers.length === 1 ? 'layer' : 'layers');
  const parts = led.map(({ model, layers }) => `${shortName(model)} in ${plural(layers)} ${listed(layers)}`);
  const joined = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and to ${parts.at(-1)}`;
  const [{ model, layers }] = led as [LeadingLayers];
  const k = weights.models.indexOf(model);
  const own = layers.flatMap((layer) => weights.perLayer[layer]?.w[k] ?? []);
  const range =
    own.length === 0
      ? ''
      : ` ${shortName(model)}'s weights there: ${score(Math.min(...own))} to ${score(Math.max(...own))}.`;
  const margins = similarities.layers.flatMap(({ layer, lead }) => (lead && layers.includes(layer) ? lead.margin : []));
  return {
    id: 'lead',
    claim: `The largest weights go to ${joined}.`,
    evidence: `In these layers the similarities of its activations are closest to the encoder's, by ${score(Math.min(...margins))} to ${score(Math.max(...margins))} for ${shortName(model)} (95\u00a0% jackknife intervals over ${similarities.total} queries, widened for ${similarities.layers.length} layers, exclude 0).${range}`,
  };
}
