import { readFileSync } from 'node:fs';
import type { ReportData } from './report-data.js';

const SAMPLE = readFileSync(new URL('./fixtures/report-data.json', import.meta.url), 'utf8');

/** A fresh copy of a whole run's data, for tests to change: the ladder, 14 pairs, 3 specialists of 7 layers. */
export function sampleData(): ReportData {
  return JSON.parse(SAMPLE) as ReportData;
}
