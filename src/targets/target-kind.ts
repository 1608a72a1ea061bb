import type { z } from 'zod';
import type { Environment } from '../hub/hub-settings.js';
import type { Target } from './target.js';

/** Where a target's settings come from: names it in errors, and relative paths begin in its folder. */
export interface TargetOrigin {
  readonly path: string;
  readonly folder: string;
  readonly env: Environment;
}

/** Settings of one kind of target: `kind` is a literal whose description says what the kind is. */
export type KindSettings = z.ZodObject<{ readonly kind: z.ZodLiteral<string> }>;

/**
 * One kind of RAG system that can be asked. The settings are what a file of a target may hold, each with a description and,
 * where it is optional, its default; the JSON Schema, docs/targets.md and the command line follow from them.
 */
export interface TargetKind<Settings extends KindSettings = KindSettings> {
  readonly settings: Settings;
  /** How a command line names such a target without a file of settings; undefined where it cannot. */
  readonly argument?: ArgumentForm;
  /**
   * Makes a target of settings that were checked. Paths in them are relative to `origin.folder`.
   *
   * @throws UnisonoError, with `origin.path` where a setting is at fault
   */
  open(settings: z.output<Settings>, origin: TargetOrigin): Target | Promise<Target>;
}

/** The value of `--target` and the options beside it. */
export interface TargetArgument {
  readonly given: string;
  /** With a URL: the chat model behind an OpenAI-compatible endpoint. */
  readonly model?: string | undefined;
  /** Environment variable with the key that is sent to a URL as a bearer token. */
  readonly apiKeyEnv?: string | undefined;
}

/** An argument, and the file or folder that it names. */
export interface ResolvedArgument extends TargetArgument {
  /** Absolute path of something that exists; undefined for an http or https URL. */
  readonly path: string | undefined;
}

/** How a kind of target is named on the command line. */
export interface ArgumentForm {
  /** An example of it, for documentation. */
  readonly example: string;
  /** The options beside `--target` that it takes. */
  readonly options: readonly Exclude<keyof TargetArgument, 'given'>[];
  /** The settings that the argument stands for, still to be checked; undefined where it names no target of this kind. */
  settings(argument: ResolvedArgument): Readonly<Record<string, unknown>> | undefined;
}

/** Lets TypeScript tell the settings that `open` takes from the schema. */
export function targetKind<Settings extends KindSettings>(kind: TargetKind<Settings>): TargetKind<Settings> {
  return kind;
}
