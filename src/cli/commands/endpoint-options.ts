import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UnisonoError } from '../../core/errors.js';
import type { ChatEndpoint } from '../../endpoint/chat-endpoint.js';
import type { CommandContext } from '../context.js';
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

/** Adds the flags of a command that asks a model behind an OpenAI-compatible endpoint. */
export function addEndpointOptions(command: Command): Command {
  return command
    .option(
      '--endpoint <url>',
      'an OpenAI-compatible server, such as http://localhost:8000/v1; again for more servers of the model',
      (url: string, before: readonly string[] = []) => [...before, url],
    )
    .option('--model <name>', 'model to ask the endpoint for')
    .option('--api-key-env <name>', 'environment variable that holds the key', 'OPENAI_API_KEY')
    .option('--concurrency <n>', 'requests under way at once, at each server', wholeNumber(1), 4)
    .option('--timeout <seconds>', 'for one request', wholeNumber(1), 60)
    .option('--max-requests <n>', 'requests sent at most, tries again included', wholeNumber(0))
    .option('--cache <folder>', 'for answers (default: endpoint-cache beside --out)')
    .option('--offline', 'answer from the cache alone');
}

/**
 * The endpoint that flags name; undefined without `--endpoint`.
 *
 * @param cache folder for answers unless `--cache` names one
 * @throws BAD_FLAG
 */
export async function endpointOf(
  flags: EndpointFlags,
  context: CommandContext,
  cache: string,
): Promise<ChatEndpoint | undefined> {
  const { endpoint, model } = flags;
  if (endpoint === undefined) {
    const flag = (['model', 'maxRequests', 'offline'] as const).find((name) => flags[name] !== undefined);
    if (flag === undefined) return undefined;
    throw new UnisonoError('BAD_FLAG', {
      flag: '--endpoint',
      reason: 'is required with --model, --max-requests and --offline',
    });
  }
  if (model === undefined)
    throw new UnisonoError('BAD_FLAG', { flag: '--model', reason: 'is required with --endpoint' });
  // openai's client takes a while to load, which other commands should not pay.
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
