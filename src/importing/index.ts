export { type ImportDType, type ImportOptions, type ImportSummary, importGguf } from './import-gguf.js';
