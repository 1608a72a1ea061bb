import { EXIT } from '../core/errors.js';
import type { Progress } from '../core/progress.js';
import { createProgress, type ProgressDisplay, type ProgressStream } from './progress-display.js';

/** Streams, environment and working directory of the command line. */
export interface Io {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Options of every command. */
export interface GlobalOptions {
  /** JSON lines on stdout: progress events, then the result or the error. */
  readonly json?: boolean;
  /** Whether progress is hidden. */
  readonly quiet?: boolean;
}

/** Context of a command. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Io['env'];
  /** unisono's version. */
  readonly version: string;
  readonly progress: Progress;
  /** Sets the exit code of a command that succeeds otherwise, for example if a gate is not met. */
  endWith(exitCode: number): void;
  /** Prints the command's result to stdout: `text` for people, or `value` as `{"event":"result","result":value}`. */
  print(text: string, value: unknown): void;
}

/** The context of one run of the command line. Its options are known only after parsing. */
export class CliContext implements CommandContext {
  private json = false;
  private display: ProgressDisplay | undefined;
  /** Exit code of a command without error. */
  exitCode: number = EXIT.ok;

  constructor(
    private readonly io: Io,
    readonly version: string,
  ) {}

  get cwd(): string {
    return this.io.cwd;
  }

  get env(): Io['env'] {
    return this.io.env;
  }

  /** Throws before {@link configure}, which runs before every command's action. */
  get progress(): Progress {
    if (!this.display) throw new Error('progress is there only while a command runs');
    return this.display;
  }

  configure({ json = false, quiet = false }: GlobalOptions): void {
    this.json = json;
    const { env, stdout, stderr } = this.io;
    this.display = createProgress({ json, quiet, stream: json ? stdout : stderr, env });
    process.on('exit', this.close);
  }

  endWith(exitCode: number): void {
    this.exitCode = exitCode;
  }

  print(text: string, value: unknown): void {
    const line = this.json ? JSON.stringify({ event: 'result', result: value }) : text.replace(/\n$/, '');
    this.io.stdout.write(`${line}\n`);
  }

  /** Closes the progress display; also called when a signal ends the process. */
  readonly close = (): void => {
    process.off('exit', this.close);
    this.display?.close();
  };
}
