import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { DatasetPaths } from '../../core/dataset.js';
import { UnisonoError } from '../../core/errors.js';
import { writeJson } from '../../core/files.js';
import type { SourceReport } from '../../variation/synthesis/synthesize.js';
import type { Variant } from '../../variation/variant.js';
import type { CommandContext } from '../context.js';
import { onlyWhere, onlyWith } from '../option-rules.js';
import { decimal, requirePath, wholeNumber } from '../options.js';
import { addEndpointOptions, type EndpointFlags, endpointOf } from './endpoint-options.js';

/** The flags of {@link addSynthesisOptions}. */
export interface SynthesisFlags extends EndpointFlags {
  candidates: number;
  rules?: boolean;
  encoder?: string;
  similarityGate: boolean;
  leastSimilarity: number;
  mostSimilarity: number;
}

/** Adds the options of `unisono vary` that generate paraphrases, with a model or by rules. */
export function addSynthesisOptions(command: Command): Command {
  addEndpointOptions(command)
    .option('--candidates <n>', 'paraphrases to request per question', wholeNumber(1), 4)
    .option('--rules', 'also paraphrase by rules: synonyms, order of clauses')
    .option('--encoder <folder>', 'sentence-transformers model for the similarity gate')
    .option('--no-similarity-gate', 'accept candidates of any similarity')
    .option('--least-similarity <x>', 'minimum cosine similarity of candidate and question', decimal(-1, 1), 0.6)
    .option('--most-similarity <x>', 'maximum cosine similarity of candidate and question', decimal(-1, 1), 0.98);
  onlyWith(command, ['--candidates'], '--endpoint');
  onlyWith(command, ['--encoder', '--no-similarity-gate'], '--endpoint', '--rules');
  onlyWith(command, ['--least-similarity', '--most-similarity'], '--encoder');
  onlyWhere(command, ['--encoder'], 'without --no-similarity-gate', ({ given }) => !given('--no-similarity-gate'));
  return command;
}

/** Generated variants with the lines and the result to print; empty unless options ask for them. */
export interface Synthesized {
  readonly variants: readonly Variant[];
  readonly lines: readonly string[];
  readonly result: object;
}

/**
 * Generates the paraphrases that the options ask for and writes `<out>.synthesis.json`: counts and every refused candidate.
 *
 * @throws BAD_FLAG; the errors of `synthesize`
 */
export async function synthesizeByFlags(
  flags: SynthesisFlags & { readonly perKind: number; readonly seed: number; readonly out: string },
  data: DatasetPaths,
  context: CommandContext,
): Promise<Synthesized> {
  const out = resolve(flags.out);
  const client = await endpointOf(flags, context, join(dirname(out), 'endpoint-cache'));
  const rules = flags.rules ?? false;
  if (!client && !rules) return { variants: [], lines: [], result: {} };
  if (client && flags.encoder === undefined && flags.similarityGate) {
    const reason = 'required for the similarity gate; or pass --no-similarity-gate';
    throw new UnisonoError('BAD_FLAG', { flag: '--encoder', reason });
  }
  const { loadEncoder } = await import('../../encoding/load-encoder.js');
  const { synthesize } = await import('../../variation/synthesis/synthesize.js');
  const { encoder: given } = flags;
  const encoder = given === undefined ? undefined : loadEncoder(requirePath('--encoder', resolve(given)));
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  try {
    const { variants, report } = await synthesize({
      data,
      endpoint: client && { client, candidates: flags.candidates },
      rules,
      encoder,
      band: { low: flags.leastSimilarity, high: flags.mostSimilarity },
      perKind: flags.perKind,
      seed: flags.seed,
      onQuestion: () => {
        task ??= context.progress.task('ask', 0, 'questions');
        task.advance();
      },
    });
    const asked = client && { url: client.url, model: flags.model, ...client.statistics };
    const side = `${out.replace(/\.jsonl$/, '')}.synthesis.json`;
    const { refused, ...counts } = report;
    writeJson(side, { ...counts, endpoint: asked, refused });
    const lines = report.sources.map(describeSource);
    if (client?.requestsLeft === 0) lines.push(`Budget used up: --max-requests ${flags.maxRequests}.`);
    return {
      variants,
      lines: [...lines, `Refused: ${side}`],
      result: { synthesis: { ...counts, endpoint: asked, side } },
    };
  } finally {
    task?.end();
    await encoder?.release();
  }
}

function describeSource({ source, candidates, kept, refused, unanswered }: SourceReport): string {
  const by = source === 'rule' ? 'By rules' : 'By the model';
  const gates = Object.entries(refused).map(([gate, count]) => `${gate} ${count}`);
  const missing = Object.entries({
    'without a usable answer': unanswered?.unusable ?? 0,
    'not asked, budget used up': unanswered?.notAsked ?? 0,
    'not in the cache': unanswered?.notCached ?? 0,
  }).flatMap(([what, count]) => (count > 0 ? [`${count} questions ${what}`] : []));
  const refusals = gates.length > 0 ? `; refused: ${gates.join(', ')}` : '';
  return [`${by}: ${kept} of ${candidates} candidates kept${refusals}`, ...missing].join('; ');
}
