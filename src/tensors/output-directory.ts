import { copyFileSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileError, UnisonoError } from '../core/errors.js';
import { discard } from '../core/files.js';

/** Files of a model directory besides its tensors; existing ones are copied. */
const COMPANIONS = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'tokenizer.model',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
  'chat_template.json',
];

/** Copies configuration, tokenizer and chat template from one model directory to another, except the files in `except`. */
export function copyCompanions(from: string, to: string, except: readonly string[] = []): void {
  for (const name of COMPANIONS) {
    if (!existsSync(join(from, name)) || except.includes(name)) continue;
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      throw fileError(error, join(to, name), 'write');
    }
  }
}

/**
 * Builds a model directory under a temporary name next to `out` and renames it after `build` has succeeded; on failure
 * `out` is unchanged and nothing is left behind. An existing `out` is replaced if it is empty or a model directory.
 * Throws BAD_SETTING if `out` is, or contains, one of `inputs`; FILE_UNWRITABLE if it holds something else.
 */
export async function replaceDirectory<T>(
  out: string,
  inputs: readonly string[],
  build: (temporary: string) => Promise<T>,
): Promise<T> {
  const target = checkOutputDirectory(out, inputs);
  const temporary = `${target}.tmp-${process.pid}`;
  const previous = `${target}.old-${process.pid}`;
  try {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const result = await build(temporary);
    const replaces = existsSync(target);
    if (replaces) renameSync(target, previous);
    try {
      renameSync(temporary, target);
    } catch (error) {
      if (replaces) renameSync(previous, target);
      throw error;
    }
    rmSync(previous, { recursive: true, force: true });
    return result;
  } catch (error) {
    discard(temporary);
    throw error instanceof UnisonoError ? error : fileError(error, out, 'write');
  }
}

/**
 * Checks before long work whether {@link replaceDirectory} may write `out`; returns its absolute path.
 * Throws BAD_SETTING, FILE_UNWRITABLE, and FILE_NOT_FOUND for a missing input.
 */
export function checkOutputDirectory(out: string, inputs: readonly string[]): string {
  const target = existsSync(out) ? realpathSync(out) : resolve(out);
  for (const input of inputs) {
    if (`${realPath(input)}${sep}`.startsWith(`${target}${sep}`)) {
      throw new UnisonoError('BAD_SETTING', {
        path: target,
        key: 'out',
        reason: `is or contains the input ${input}; choose another output directory`,
      });
    }
  }
  if (!existsSync(target)) return target;
  let entries: string[];
  try {
    entries = readdirSync(target);
  } catch (error) {
    throw fileError(error, target, 'write');
  }
  if (entries.length > 0 && !entries.some((name) => name === 'config.json' || name === 'adapter_config.json')) {
    throw new UnisonoError('FILE_UNWRITABLE', {
      path: target,
      reason: `${basename(target)} in ${dirname(target)} exists and is not a model directory`,
    });
  }
  return target;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}
