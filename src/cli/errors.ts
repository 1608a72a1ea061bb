import { CommanderError } from 'commander';
import { EXIT, fileError, UnisonoError } from '../core/errors.js';
import type { GlobalOptions, Io } from './context.js';

/**
 * Reports an error to the user, once: `error CODE: message` on stderr, or with `--json` an event on stdout. The stack
 * of an unexpected error goes to stderr when the environment variable DEBUG is set.
 *
 * @returns the exit code
 */
export function reportError(
  error: unknown,
  io: Pick<Io, 'stdout' | 'stderr' | 'env'>,
  { json }: GlobalOptions,
): number {
  const typed = toUnisonoError(error);
  const { code, message, details, exitCode } = typed;
  if (json) io.stdout.write(`${JSON.stringify({ event: 'error', code, message, details, exitCode })}\n`);
  else io.stderr.write(`error ${code}: ${message}\n`);
  if (code === 'INTERNAL' && io.env.DEBUG) io.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCode;
}

/**
 * The exit code of a commander error without a message, after printing help or version: 0, or 2 if help was printed because
 * the command is missing. Undefined for every other error.
 */
export function helpExitCode(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return EXIT.ok;
  return error.code === 'commander.help' ? EXIT.usage : undefined;
}

/** BAD_FLAG for invalid arguments of `command`. */
export function usageError(error: CommanderError, command: string): UnisonoError {
  const said = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return new UnisonoError('BAD_FLAG', { flag: command, reason: `${said}; see ${command} --help` }, { cause: error });
}

function toUnisonoError(error: unknown): UnisonoError {
  const { path = 'a file' } = (error ?? {}) as NodeJS.ErrnoException;
  const known = isDiskFull(error) ? fileError(error, path, 'write') : error;
  if (known instanceof UnisonoError) return known;
  const said = error instanceof Error ? error.message : String(error);
  const reason = said.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '') || 'an error without a message';
  return new UnisonoError('INTERNAL', { reason }, { cause: error });
}

/** A full disk can be reported by any code, including libraries. */
function isDiskFull(error: unknown): boolean {
  const { code = '' } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
