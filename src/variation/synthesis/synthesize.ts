import { type DatasetPaths, loadDataset, type SplitQuestion, splitQuestions } from '../../core/dataset.js';
import type { SentenceEncoder } from '../../encoding/encoder.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { SynthesisSource, Variant } from '../variant.js';
import { askForParaphrases } from './ask-for-paraphrases.js';
import { filterProposals, type Refused } from './filter-proposals.js';
import type { Band } from './gates/similarity-band.js';
import { ruleParaphrases } from './rules/rule-paraphrases.js';

/** Which questions are paraphrased, and by what. */
export interface SynthesizeOptions {
  readonly data: DatasetPaths;
  /** Paraphrases by a model, `candidates` asked for each question. */
  readonly endpoint?: { readonly client: ChatEndpoint; readonly candidates: number } | undefined;
  /** Paraphrases by rules. */
  readonly rules: boolean;
  /** For the gate on similarity; without it that gate is open. */
  readonly encoder?: SentenceEncoder | undefined;
  readonly band: Band;
  /** Kept of each source for each question, at most. */
  readonly perKind: number;
  readonly seed: number;
  readonly onQuestion?: (() => void) | undefined;
}

/** Result of one source. */
export interface SourceReport {
  readonly source: SynthesisSource;
  readonly candidates: number;
  readonly kept: number;
  /** Candidates by the gate that refused them. */
  readonly refused: Readonly<Record<string, number>>;
  /** Questions without candidates: the model gave no usable answer, the budget was spent, the cache lacked one offline. */
  readonly unanswered?: { readonly unusable: number; readonly notAsked: number; readonly notCached: number };
}

/** What a synthesis made, and what it refused with reasons. */
export interface SynthesisReport {
  readonly questions: number;
  readonly sources: readonly SourceReport[];
  readonly refused: readonly (Refused & { readonly source: SynthesisSource })[];
}

/**
 * Paraphrases that a model or rules make, after the gates: variants of the kind `semantic` that say who made them, in
 * `source` and in their ids (`<question>#semantic-endpoint-1`).
 *
 * @throws the errors of `loadDataset`, `askForParaphrases` and the encoder
 */
export async function synthesize(
  options: SynthesizeOptions,
): Promise<{ readonly variants: Variant[]; readonly report: SynthesisReport }> {
  const { endpoint, encoder, rules, seed, onQuestion } = options;
  const dataset = loadDataset(options.data);
  const questions = splitQuestions(dataset);
  const recorded = new Map<string, string[]>();
  for (const { id, text } of dataset.paraphrases) recorded.set(id, [...(recorded.get(id) ?? []), text]);

  const variants: Variant[] = [];
  const sources: SourceReport[] = [];
  const refused: SynthesisReport['refused'][number][] = [];
  const take = async (
    source: SynthesisSource,
    candidates: readonly (readonly string[])[],
    unanswered?: SourceReport['unanswered'],
  ) => {
    const proposals = questions.map(({ id, question }, i) => ({
      id,
      question: question.trim(),
      known: recorded.get(id) ?? [],
      candidates: candidates[i] ?? [],
    }));
    const filtered = await filterProposals(proposals, {
      questions: questions.map(({ question }) => question),
      most: options.perKind,
      encode: encoder && ((texts) => encoder.encode(texts)),
      band: options.band,
    });
    variants.push(...asVariants(filtered.kept, source, questions));
    refused.push(...filtered.refused.map((each) => ({ source, ...each })));
    const counts: Record<string, number> = {};
    for (const { gate } of filtered.refused) counts[gate] = (counts[gate] ?? 0) + 1;
    sources.push({
      source,
      candidates: candidates.reduce((sum, each) => sum + each.length, 0),
      kept: filtered.kept.length,
      refused: counts,
      ...(unanswered && { unanswered }),
    });
  };
  if (endpoint) {
    const { client, candidates } = endpoint;
    const { candidates: proposed, ...rest } = await askForParaphrases(client, {
      questions,
      candidates,
      seed,
      onQuestion,
    });
    await take('endpoint', proposed, rest);
  }
  if (rules)
    await take(
      'rule',
      questions.map(({ question }) => ruleParaphrases(question)),
    );
  return { variants, report: { questions: questions.length, sources, refused } };
}

function asVariants(
  kept: readonly { readonly id: string; readonly text: string }[],
  source: SynthesisSource,
  questions: readonly SplitQuestion[],
): Variant[] {
  const splits = new Map(questions.map(({ id, split }) => [id, split]));
  const counts = new Map<string, number>();
  return kept.map(({ id, text }) => {
    const n = (counts.get(id) ?? 0) + 1;
    counts.set(id, n);
    return {
      id: `${id}#semantic-${source}-${n}`,
      question: id,
      split: splits.get(id)!,
      kind: 'semantic',
      text,
      source,
    };
  });
}
