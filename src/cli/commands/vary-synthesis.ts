import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { DatasetPaths } from '../../core/dataset.js';
import { UnisonoError } from '../../core/errors.js';
import { writeJson } from '../../core/files.js';
import type { SourceReport } from '../../variation/synthesis/synthesize.js';
import type { Variant } from '../../variation/variant.js';
import type { CommandContext } from '../context.js';
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

/** Adds the flags of `unisono vary` by which paraphrases are made that were not recorded. */
export function addSynthesisOptions(command: Command): Command {
  return addEndpointOptions(command)
    .option('--candidates <n>', 'paraphrases to ask for, per question', wholeNumber(1), 4)
    .option('--rules', 'paraphrases by rules too: synonyms, order of clauses')
    .option('--encoder <folder>', 'sentence encoder of the gate on similarity')
    .option('--no-similarity-gate', 'let candidates pass whatever their similarity')
    .option('--least-similarity <x>', 'cosine of candidate and question', decimal(-1, 1), 0.6)
    .option('--most-similarity <x>', 'cosine of candidate and question', decimal(-1, 1), 0.98);
}

/** Variants that flags ask to be made, and what is to be said of them; nothing unless they do. */
export interface Synthesized {
  readonly variants: readonly Variant[];
  readonly lines: readonly string[];
  readonly result: object;
}

/**
 * Makes the paraphrases that flags ask for and writes `<out>.synthesis.json`: counts, and every refused candidate.
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
    const reason = 'is required for the gate on similarity; or give --no-similarity-gate';
    throw new UnisonoError('BAD_FLAG', { flag: '--encoder', reason });
  }
  const { loadEncoder } = await import('../../encoding/load-encoder.js');
  const { synthesize } = await import('../../variation/synthesis/synthesize.js');
  const useEncoder = flags.similarityGate && flags.encoder !== undefined;
  const encoder = useEncoder ? loadEncoder(requirePath('--encoder', resolve(flags.encoder!))) : undefined;
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
    if (client?.requestsLeft === 0) lines.push(`All of --max-requests ${flags.maxRequests} are spent.`);
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
    'not asked, the budget is spent': unanswered?.notAsked ?? 0,
    'not in the cache': unanswered?.notCached ?? 0,
  }).flatMap(([what, count]) => (count > 0 ? [`${count} questions ${what}`] : []));
  const refusals = gates.length > 0 ? `; refused: ${gates.join(', ')}` : '';
  return [`${by}: ${kept} of ${candidates} candidates kept${refusals}`, ...missing].join('; ');
}
