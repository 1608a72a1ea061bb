import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { CommandContext } from '../context.js';
import { onlyWith } from '../option-rules.js';
import { wholeNumber } from '../options.js';

/** The flags of {@link addEndpointOptions}. */
export interface EndpointFlags {
  endpoint?: readonly string[];
  model?: string;
  apiKeyEnv: string;
  concurrency: number;
  timeout: number;
  maxRequests?: number;
  cache?: string;
  offline?: boolean;
}

/** Adds the options of a command that asks a model behind an OpenAI-compatible endpoint. */
export function addEndpointOptions(command: Command): Command {
  command
    .option(
      '--endpoint <url>',
      'OpenAI-compatible server, such as http://localhost:8000/v1; repeat for replicas',
      (url: string, before: readonly string[] = []) => [...before, url],
    )
    .option('--model <name>', 'name of the model at the endpoint')
    .option('--api-key-env <name>', 'environment variable with the API key', 'OPENAI_API_KEY')
    .option('--concurrency <n>', 'concurrent requests per server', wholeNumber(1), 4)
    .option('--timeout <seconds>', 'time limit of a request', wholeNumber(1), 60)
    .option('--max-requests <n>', 'maximum number of requests, retries included', wholeNumber(0))
    .option('--cache <folder>', 'folder that caches responses (default: endpoint-cache next to --out)')
    .option('--offline', 'use cached responses only');
  onlyWith(
    command,
    ['--model', '--api-key-env', '--concurrency', '--timeout', '--max-requests', '--cache', '--offline'],
    '--endpoint',
  );
  return command;
}

/**
 * The endpoint named by the options; undefined without `--endpoint`.
 *
 * @param cache default of `--cache`: folder that caches responses
 * @throws BAD_FLAG
 */
export async function endpointOf(
  flags: EndpointFlags,
  context: CommandContext,
  cache: string,
): Promise<ChatEndpoint | undefined> {
  const { endpoint, model } = flags;
  if (endpoint === undefined) {
    return undefined;
  }
  if (model === undefined) throw new UnisonoError('BAD_FLAG', { flag: '--model', reason: 'required with --endpoint' });
  // Loaded here because the openai client is slow to load.
  const { ChatEndpoint } = await import('../../endpoint/chat-endpoint.js');
  return new ChatEndpoint({
    baseUrl: endpoint,
    model,
    apiKeyEnv: flags.apiKeyEnv,
    concurrency: flags.concurrency,
    timeoutMs: flags.timeout * 1000,
    maxRequests: flags.maxRequests,
    cacheDir: resolve(flags.cache ?? cache),
    offline: flags.offline,
    env: context.env,
  });
}
