/** Hugging Face's client. The build puts the library itself into this file. */
export { HubApiError, listFiles, modelInfo } from '@huggingface/hub';
