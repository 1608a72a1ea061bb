export { ChatEndpoint, type ChatEndpointOptions, type EndpointStatistics } from './chat-endpoint.js';
export type { ChatAnswer, ChatMessage, ChatRequest, ChatUsage } from './chat-request.js';
export { type Clock, systemClock } from './retry-wait.js';
export type { Secret } from './secrets.js';
