import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** How a command ended. */
export interface Outcome {
  /** Exit code, or null for a process that a signal ended. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Largest file in KiB that the command may write, as on a disk that is full from there on. */
  readonly fileLimit?: number;
}

/** Starts the built command line in a process of its own, without a terminal. */
export function start(args: readonly string[], { cwd, fileLimit }: CliOptions = {}): Running {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run "npm run build" first ("npm test" does)`);
  const env = { ...process.env, DEBUG: '', NO_COLOR: '1' };
  const limited = `ulimit -f ${fileLimit} && exec "$0" "$@"`;
  const [command, ...rest] = [...(fileLimit ? ['bash', '-c', limited] : []), process.execPath, MAIN, ...args];
  const child = spawn(command as string, rest, { env, stdio: ['ignore', 'pipe', 'pipe'], ...(cwd && { cwd }) });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, ended };
}

/** Runs a command to its end. */
export function unisono(args: readonly string[], options?: CliOptions): Promise<Outcome> {
  return start(args, options).ended;
}

/** Runs the built command line within this process: the same code as in one of its own, without the time to start it. */
export async function unisonoHere(
  args: readonly string[],
  { cwd = process.cwd() }: { readonly cwd?: string } = {},
): Promise<Outcome> {
  const { runCli } = await import(new URL('program.js', `file://${MAIN}`).href);
  const streams = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        streams[name] += String(chunk);
        done();
      },
    });
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const code = await runCli(args, { stdout: into('out'), stderr: into('err'), env: {}, cwd });
    return { code, signal: null, ...streams };
  } finally {
    process.chdir(before);
  }
}

/** Runs a command that must succeed; fails with what it said. */
export async function succeed(args: readonly string[], options?: CliOptions): Promise<Outcome> {
  const outcome = await unisono(args, options);
  if (outcome.code !== 0) throw new Error(`unisono ${args.join(' ')} ended with ${outcome.code}:\n${outcome.err}`);
  return outcome;
}

/** The JSON lines that a command printed with --json. */
export function events({ out }: Outcome): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
