export { Example } from './example.js';
export { type RetrieveOptions, retrieveExamples } from './retrieve.js';
export { buildRetriever, type Hit, type Retriever } from './retriever.js';
