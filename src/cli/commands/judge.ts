import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readJsonLines, writeJson } from '../../core/files.js';
import { lockDirectory } from '../../core/lock.js';
import { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import { judgePairs } from '../../evaluation/judge/judge-pairs.js';
import { JudgeTarget } from '../../evaluation/judge/judge-target.js';
import type { Judgments } from '../../evaluation/judge/judgments.js';
import { ScoredPair } from '../../evaluation/pairs.js';
import type { Figure } from '../../metrics/figure.js';
import { Example } from '../../retrieval/example.js';
import { AnswerLog } from '../../targets/answer-log.js';
import { columns } from '../columns.js';
import type { CommandContext } from '../context.js';
import { addExamples } from '../help.js';
import { wholeNumber } from '../options.js';
import { withTask } from '../target-options.js';

interface Flags {
  pairs: string;
  examples: string;
  endpoint: string;
  model: string;
  apiKeyEnv: string;
  concurrency: number;
  maxRequests?: number;
  repeats: number;
  seed: number;
  out: string;
}

/** `unisono judge`: have a model judge whether paired answers convey the same information. */
export function judgeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('judge')
    .description('let a model judge whether paired answers convey the same information')
    .requiredOption('--pairs <file>', 'pairs.jsonl from unisono evaluate')
    .requiredOption('--examples <file>', 'test.jsonl that the pairs come from')
    .requiredOption('--endpoint <url>', 'OpenAI-compatible server, such as http://localhost:8000/v1')
    .requiredOption('--model <name>', 'name of the judge model at the endpoint')
    .option('--api-key-env <name>', 'environment variable with the API key', 'OPENAI_API_KEY')
    .option('--concurrency <n>', 'concurrent requests', wholeNumber(1), 4)
    .option('--max-requests <n>', 'maximum number of requests', wholeNumber(1))
    .option('--repeats <n>', 'pairs that are judged twice, to measure repeatability', wholeNumber(0), 50)
    .option('--seed <n>', 'random seed for choosing these pairs and for the bootstrap', wholeNumber(0), 1)
    .requiredOption('--out <file>', 'JSON file to write (unisono schema judge)')
    .action(async ({ pairs, examples, endpoint: baseUrl, model, apiKeyEnv, ...flags }: Flags) => {
      const { concurrency, maxRequests, repeats, seed } = flags;
      const out = resolve(context.cwd, flags.out);
      const records = readJsonLines(pairs, ScoredPair, { stage: 'unisono evaluate' });
      const wordings = readJsonLines(examples, Example, { stage: 'unisono retrieve' });
      const { env } = context;
      const value = env[apiKeyEnv]?.trim();
      const secrets = value ? [{ variable: apiKeyEnv, value }] : [];
      const endpoint = new ChatEndpoint({ baseUrl, model, apiKeyEnv, concurrency, maxRequests, env });
      const judge = new JudgeTarget(model, endpoint, concurrency, secrets);
      const release = lockDirectory(`${out}.asked`);
      try {
        const log = new AnswerLog(join(`${out}.asked`, 'log.jsonl'));
        const settings = { repeats, seed, resamples: 2000 };
        const result = await withTask(context, 'judge', 'judgments', (onProgress) =>
          judgePairs(judge, records, wordings, log, settings, { onProgress }),
        );
        writeJson(out, result);
        context.print(`${judgeTable(result)}\n\nJudgments: ${flags.out}`, result);
      } finally {
        release();
      }
    });
  addExamples(
    command,
    'unisono judge --pairs scores/pairs.jsonl --examples test.jsonl --endpoint http://localhost:8000/v1 --model judge --out judge.json',
    'unisono judge --pairs scores/pairs.jsonl --examples test.jsonl --endpoint https://api.example.org/v1 --model judge --max-requests 500 --out judge.json',
  );
}

function judgeTable({ judge, repeatability, models }: Judgments): string {
  const shown = (figure: Figure | null) =>
    figure ? `${figure.value.toFixed(3)} [${figure.low.toFixed(2)}, ${figure.high.toFixed(2)}]` : 'not measured';
  const rows = models.map(
    ({ model, informationConsistency, orderAgreement, pairs, identical, emptyPairs, unusable }) => [
      model,
      shown(informationConsistency),
      shown(orderAgreement),
      ...[pairs, identical, emptyPairs, unusable].map(String),
    ],
  );
  return [
    `Information consistency, judge ${judge.model}; repeatability ${shown(repeatability)}`,
    ...columns([['model', 'consistency', 'orders agree', 'pairs', 'identical', 'empty', 'unusable'], ...rows]),
  ].join('\n');
}
