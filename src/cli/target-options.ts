import { type Command, Option } from 'commander';
import type { OnProgress } from '../engine/engine.js';
import type { Target } from '../targets/target.js';
import { isUrl, openTargetArgument } from '../targets/target-argument.js';
import type { CommandContext } from './context.js';
import { onlyWhere } from './option-rules.js';

/** Values of the options that {@link targetOptions} adds. */
export interface TargetFlags {
  readonly target: string;
  readonly model?: string;
  readonly apiKeyEnv?: string;
}

/** Adds `--target` and the options for a URL. */
export function targetOptions(command: Command, { required = true }: { required?: boolean } = {}): Command {
  const target = new Option('--target <what>', 'URL, target.yaml, model directory, or .jsonl of answers');
  command
    .addOption(required ? target.makeOptionMandatory() : target)
    .option('--model <name>', 'model name, if the URL is an OpenAI-compatible endpoint')
    .option('--api-key-env <name>', 'environment variable with the API key for the URL');
  onlyWhere(command, ['--model', '--api-key-env'], 'with a URL as --target', ({ value }) => isUrl(value('--target')));
  return command;
}

export function openNamedTarget(
  { cwd, env }: CommandContext,
  { target: given, model, apiKeyEnv }: TargetFlags,
): Promise<Target> {
  return openTargetArgument({ given, model, apiKeyEnv }, cwd, env);
}

/** Runs `work` with one progress task, which ends even if `work` throws. */
export async function withTask<T>(
  context: CommandContext,
  label: string,
  unit: string,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  let task: ReturnType<CommandContext['progress']['task']> | undefined;
  try {
    return await work((done, total, note) => {
      task ??= context.progress.task(label, total, unit);
      task.advance(done, note);
    });
  } finally {
    task?.end();
  }
}
