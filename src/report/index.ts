export { wilsonInterval } from './newcombe.js';
export { renderReport } from './render-report.js';
export { parseReportData, type ReportData } from './report-data.js';
