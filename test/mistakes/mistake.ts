import type { Project } from '../small-project.js';

/** A mistake, and what a user must be told about it. */
export interface Mistake {
  readonly what: string;
  /** Arguments by spaces; run in the project's folder. Default: the whole run. */
  readonly command?: string;
  readonly make?: (project: Project) => void;
  /** 2 for a mistake in what was asked. */
  readonly exit?: 1 | 2;
  readonly code: string;
  /** The place and the remedy, each a part of the message; `~` is the project's folder. */
  readonly says: readonly string[];
}

/** The whole run, in the project's folder. */
export const RUN = 'run unisono.yaml';

/** Mistakes in what was asked. */
export const usage = (mistakes: readonly Mistake[]): Mistake[] => mistakes.map((mistake) => ({ ...mistake, exit: 2 }));
