import { EXIT } from '../core/errors.js';
import type { Progress } from '../core/progress.js';
import { createProgress, type ProgressDisplay, type ProgressStream } from './progress-display.js';

/** What the command line has to do with the world. */
export interface Io {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The options that every command has. */
export interface GlobalOptions {
  /** JSON lines on stdout: events of progress, then one of the result or of the error. */
  readonly json?: boolean;
  /** No progress. */
  readonly quiet?: boolean;
}

/** What a command is given. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Io['env'];
  /** unisono's version. */
  readonly version: string;
  readonly progress: Progress;
  /** Makes the command end with this exit code although nothing has failed, as when a gate is not met. */
  endWith(exitCode: number): void;
  /** Prints the command's result to stdout: `text` for people, or `value` as `{"event":"result","result":value}`. */
  print(text: string, value: unknown): void;
}

/** The context of one run of the command line. Its options are known only once the arguments have been read. */
export class CliContext implements CommandContext {
  private json = false;
  private display: ProgressDisplay | undefined;
  /** What a command that has not failed ends with. */
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

  /** Throws before {@link configure}, which runs ahead of every command's action. */
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

  /** Takes the progress display down; also called when a signal ends the process. */
  readonly close = (): void => {
    process.off('exit', this.close);
    this.display?.close();
  };
}
