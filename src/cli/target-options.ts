import { type Command, Option } from 'commander';
import type { OnProgress } from '../engine/engine.js';
import type { Target } from '../targets/target.js';
import { openTargetArgument } from '../targets/target-argument.js';
import type { CommandContext } from './context.js';

/** What `targetOptions` gives. */
export interface TargetFlags {
  readonly target: string;
  readonly model?: string;
  readonly apiKeyEnv?: string;
}

/** `--target` and what goes with a URL. */
export function targetOptions(command: Command, { required = true }: { required?: boolean } = {}): Command {
  const target = new Option('--target <what>', 'URL, .yaml of a target, model directory, or .jsonl of answers');
  return command
    .addOption(required ? target.makeOptionMandatory() : target)
    .option('--model <name>', 'the URL is an OpenAI-compatible endpoint with this model')
    .option('--api-key-env <name>', 'variable with the key that is sent to the URL');
}

export function openNamedTarget(
  { cwd, env }: CommandContext,
  { target: given, model, apiKeyEnv }: TargetFlags,
): Promise<Target> {
  return openTargetArgument({ given, model, apiKeyEnv }, cwd, env);
}

/** Runs `work` with one progress task, which is over whatever happens. */
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
