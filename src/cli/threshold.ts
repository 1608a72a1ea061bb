import { InvalidArgumentError } from 'commander';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { Calibration } from '../evaluation/calibration.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';

/** A threshold of RS from the command line: a number in [0, 1), or the path of a calibration.json. */
export function threshold(text: string): number | string {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text.endsWith('.json')) return text;
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number in [0, 1), or a calibration.json.');
}

/**
 * The number, or the threshold in the file. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT; BAD_FLAG if the calibration
 * used another tokenizer.
 */
export function readThreshold(given: number | string, words: RougeWords): number {
  if (typeof given === 'number') return given;
  const { threshold: value, words: calibrated } = readJson(given, Calibration, 'unisono calibrate');
  if (calibrated === words) return value;
  const reason = `${given} was calibrated with --words ${calibrated}; calibrate again, or pass --words ${calibrated}`;
  throw new UnisonoError('BAD_FLAG', { flag: '--threshold', reason });
}
