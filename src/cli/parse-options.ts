import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { UnisonoError } from '../core/errors.js';
import { resolveModel } from '../hub/resolve-model.js';
import type { CommandContext } from './context.js';

/** A parser of commander options: whole numbers of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    return value;
  };
}

/** A number of bytes: "1000", "500MB", "5GB", "5B" as mergekit writes it; powers of ten. */
export function byteCount(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgtb]?)b?$/i.exec(text.trim()) ?? [];
  const factor = { '': 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9, t: 1e12 }[unit.toLowerCase()] as number;
  const bytes = Math.round(Number(digits) * factor);
  if (!(bytes >= 1)) throw new InvalidArgumentError('Expected a size such as 500MB or 5GB.');
  return bytes;
}

/** A finite number between `low` and `high`. */
export function decimal(low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < low || value > high) {
      const atLeast = Number.isFinite(low) ? ` of at least ${low}` : '';
      throw new InvalidArgumentError(
        `Expected a number${Number.isFinite(high) ? ` from ${low} to ${high}` : atLeast}.`,
      );
    }
    return value;
  };
}

/** A named path, "HTD=runs/bank-help/train/HTD/model"; the option may be repeated. */
export interface NamedPath {
  readonly name: string;
  readonly path: string;
  /** The path as given on the command line. */
  readonly given: string;
}

/** Collects repeated NAME=PATH options. */
export function namedPath(text: string, before: readonly NamedPath[] = []): NamedPath[] {
  return namedText(text, before, 'PATH').map(({ name, given }) => ({ name, path: resolve(given), given }));
}

/** Collects repeated NAME=`what` options. */
export function namedText(
  text: string,
  before: readonly { readonly name: string; readonly given: string }[] = [],
  what = 'TARGET',
): { name: string; given: string }[] {
  const [, name, given] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !given) throw new InvalidArgumentError(`Expected NAME=${what}.`);
  // The name becomes part of file names.
  if (!/^[\w+-][\w+.-]*$/.test(name))
    throw new InvalidArgumentError(`Names consist of letters, digits and "+", "_", "-", ".".`);
  if (before.some((other) => other.name === name)) throw new InvalidArgumentError(`Duplicate name ${name}.`);
  return [...before.map((other) => ({ name: other.name, given: other.given })), { name, given }];
}

/** Returns `path`; throws FILE_NOT_FOUND with the name of the flag if it does not exist. */
export function requirePath(flag: string, path: string): string {
  if (!existsSync(path)) throw new UnisonoError('FILE_NOT_FOUND', { path, stage: `see ${flag} in --help` });
  return path;
}

/** The directory of a model, given by its path or by the hub id of a pulled model. */
export function modelDirectory({ cwd, env }: CommandContext, given: string): string {
  return resolveModel(given, cwd, env);
}
