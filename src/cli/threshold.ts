import { InvalidArgumentError } from 'commander';
import { readJson } from '../core/files.js';
import { Calibration } from '../evaluation/calibration.js';

/** A threshold of RS as it is given: a number of at least 0 and below 1, or the path of a calibration. */
export function threshold(text: string): number | string {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text.endsWith('.json')) return text;
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to below 1, or a calibration.json.');
}

/** The number, or T of the file. Throws FILE_NOT_FOUND, BAD_JSON, BAD_DOCUMENT. */
export function readThreshold(given: number | string): number {
  return typeof given === 'number' ? given : readJson(given, Calibration, 'unisono calibrate').threshold;
}
