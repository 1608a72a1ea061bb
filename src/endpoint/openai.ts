/** OpenAI's client. The build puts the library itself into this file. */
export { APIConnectionError, APIError, APIUserAbortError, default as OpenAI } from 'openai';
