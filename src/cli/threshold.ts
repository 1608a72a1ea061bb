import { InvalidArgumentError } from 'commander';
import { UnisonoError } from '../core/errors.js';
import { readJson } from '../core/files.js';
import { Calibration } from '../evaluation/calibration.js';
import type { RougeWords } from '../metrics/rouge-tokens.js';

/** A threshold of RS as it is given: a number of at least 0 and below 1, or the path of a calibration. */
export function threshold(text: string): number | string {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text.endsWith('.json')) return text;
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to below 1, or a calibration.json.');
}

/**
 * The number, or T of the file. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT; BAD_FLAG where it was calibrated on other
 * words.
 */
export function readThreshold(given: number | string, words: RougeWords): number {
  if (typeof given === 'number') return given;
  const { threshold: value, words: calibrated } = readJson(given, Calibration, 'unisono calibrate');
  if (calibrated === words) return value;
  const reason = `${given} was calibrated with --words ${calibrated}; calibrate it anew, or give --words ${calibrated}`;
  throw new UnisonoError('BAD_FLAG', { flag: '--threshold', reason });
}
