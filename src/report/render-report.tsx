import { renderToString } from 'preact-render-to-string';
import { Page } from './page.js';
import { parseReportData, type ReportData } from './report-data.js';

/**
 * The report of a run as one self-contained HTML file: no request leaves it, it reads without its script, and the same
 * data give the same bytes. Text from the data is shown as text, whatever it holds. Write it with `writeFileAtomic`.
 *
 * @throws UnisonoError BAD_DOCUMENT naming the fields of `data` that do not fit `reportDataSchema`.
 */
export function renderReport(data: ReportData): string {
  return `<!doctype html>\n${renderToString(<Page data={parseReportData(data)} />)}\n`;
}
