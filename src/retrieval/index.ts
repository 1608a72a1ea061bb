export { Context, Example } from './example.js';
export { contextFinder, type RetrieveOptions, retrieveExamples } from './retrieve.js';
export { buildRetriever, type Hit, type Retriever } from './retriever.js';
