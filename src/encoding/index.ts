export { cosine } from './cosine.js';
export type { SentenceEncoder } from './encoder.js';
export { loadEncoder } from './load-encoder.js';
export { SentenceTransformer } from './sentence-transformer/sentence-transformer.js';
export { fitTfidfSvd, TfidfSvdEncoder } from './tfidf-svd.js';
export { TokenEncoder } from './token-encoder.js';
