import { Command, CommanderError } from 'commander';
import { packageVersion } from '../core/package-info.js';
import { loadCommands, type RegisterCommand } from './commands/index.js';
import { CliContext, type GlobalOptions, type Io } from './context.js';
import { helpExitCode, reportError, usageError } from './errors.js';
import { addExamples, HELP_FORMAT, HELP_WIDTH } from './help.js';

const DESCRIPTION = 'Measure and repair how a retrieval-augmented generation (RAG) system answers reworded questions.';

/**
 * Runs one command line, from arguments to exit code. Errors are reported, not thrown.
 *
 * @param args command line without the names of node and the script
 * @param commands default: all commands
 * @returns 0, the exit code set by the command (100: a gate is not met), or that of the error: 2 for a usage error,
 * else 1
 */
export async function runCli(args: readonly string[], io: Io, commands?: readonly RegisterCommand[]): Promise<number> {
  const context = new CliContext(io, packageVersion());
  const program = createProgram(context, io, commands ?? (await loadCommands(args)));
  try {
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Closed first, because the progress display would overwrite the message.
    context.close();
    const known = error instanceof CommanderError ? usageError(error, commandName(program, args)) : error;
    return helpExitCode(error) ?? reportError(known, io, program.opts<GlobalOptions>());
  } finally {
    context.close();
  }
}

/** The program with its commands; usage errors are thrown as `CommanderError`. */
export function createProgram(context: CliContext, io: Io, commands: readonly RegisterCommand[]): Command {
  const program = new Command('unisono')
    .description(DESCRIPTION)
    .version(context.version)
    .option('--json', 'print JSON lines: progress events, then the result or the error')
    .option('--quiet', 'hide progress')
    .configureHelp(HELP_FORMAT)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // reportError prints it, like every other error.
      outputError: () => {},
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
    })
    .hook('preAction', (_, action) => context.configure(action.optsWithGlobals<GlobalOptions>()));
  addExamples(
    program,
    'unisono check --target https://rag.example.org/ask --questions q.jsonl',
    'unisono run unisono.yaml',
  );
  // After the settings above, because commands inherit them when added.
  for (const register of commands) register(program, context);
  return program;
}

/** "unisono run": the command named by the arguments, or "unisono" if there is no such command. */
function commandName(program: Command, args: readonly string[]): string {
  const operand = args.find((arg) => !arg.startsWith('-'));
  const command = program.commands.find((candidate) => candidate.name() === operand);
  return command ? `${program.name()} ${command.name()}` : program.name();
}
