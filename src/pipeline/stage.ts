import { join } from 'node:path';
import type { Engine, OnProgress } from '../engine/engine.js';
import type { EngineVerb } from './engine-settings.js';

/**
 * What determines a stage's result, and its files, without the work. `O`: options of the work besides the engine; `F`:
 * paths of its files by role.
 */
export interface StageDeclaration<O, F> {
  /** Also the name of its module in `stages/`, and of its folder in a run that does not say another. */
  readonly name: string;
  /**
   * To be raised by one where the same inputs and settings may give other results than before; results of the version
   * before are then made again. `npm run stages:review` asks for it when the source behind the stage has changed.
   */
  readonly version: number;
  /** Unit of its progress. */
  readonly unit: string;
  /** Paths of files and directories that the work reads, by label. Labels and contents count for caching, paths do not. */
  readonly inputs: (options: O) => Readonly<Record<string, string>>;
  /** JSON value of everything else that decides the result; no absolute paths. */
  readonly settings: (options: O) => unknown;
  /** Files and directories that the work writes, by role, relative to the stage's folder. */
  readonly files: (options: O) => F;
  /** Roles of files that are not results: drafts, and files for resuming killed work. */
  readonly scratch?: readonly (keyof F)[];
  /** Roles of results with measured times; caching checks their existence, not their content. */
  readonly measured?: readonly (keyof F)[];
}

/** A step from files to files that runs no model. */
export interface PlainStage<O, F extends object, R = void> extends StageDeclaration<O, F> {
  readonly engine?: undefined;
  /** @param files where to write: the roles of `files`, with paths of the caller's choice */
  readonly work: (options: O, files: F, onProgress?: OnProgress) => Promise<R> | R;
}

/** A step from files to files by an engine. */
export interface EngineStage<O, F extends object, R = void> extends StageDeclaration<O, F> {
  /** The part of the engine that it uses; its properties that affect results count for caching, too. */
  readonly engine: EngineVerb;
  /** @param files where to write: the roles of `files`, with paths of the caller's choice */
  readonly work: (engine: Engine, options: O, files: F, onProgress?: OnProgress) => Promise<R>;
}

/**
 * One step of the method, declared once: a command calls its `work`, a run and the experiments hand it to
 * `RunContext.stage`, which does the work only if there is no up-to-date result.
 */
export type Stage<O, F extends object> = PlainStage<O, F, unknown> | EngineStage<O, F, unknown>;

/** The stage's files, as it calls them itself, in a folder. */
export function filesIn<O, F extends object>(stage: Stage<O, F>, options: O, folder: string): F {
  const named = Object.entries(stage.files(options)).map(([role, name]) => [role, join(folder, name)]);
  return Object.fromEntries(named) as F;
}
