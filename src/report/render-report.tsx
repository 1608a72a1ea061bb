import { renderToString } from 'preact-render-to-string';
import type { Mining } from '../mining/mining.js';
import { Page } from './page.js';
import { parseReportData, type ReportData } from './report-data.js';

/**
 * The report of a run as one self-contained HTML file: it makes no requests, is readable without its script, and the same
 * data give the same bytes. Text from the data is always shown as text. Write it with `writeFileAtomic`.
 *
 * @param extras data from outside the run: a mined query log
 * @throws UnisonoError BAD_DOCUMENT naming the fields of `data` that do not fit `reportDataSchema`.
 */
export function renderReport(data: ReportData, extras: { readonly mining?: Mining | undefined } = {}): string {
  return `<!doctype html>\n${renderToString(<Page data={parseReportData(data)} mining={extras.mining} />)}\n`;
}
