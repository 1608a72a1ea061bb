import type { z } from 'zod';

/** One message of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a chat model is asked. Two requests that are equal in every field are the same request, with one answer. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** 0 is greedy. Default: the server's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, in (0, 1]. Default: the server's. */
  readonly topP?: number | undefined;
  /** Most tokens of the answer. Default: the server's. */
  readonly maxTokens?: number | undefined;
  /** Decides the sampling, on servers that support it; tells two samples of one conversation apart in the cache. */
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** The answer is to be JSON of this schema; the server is told, and the answer is checked. */
  readonly responseSchema?: z.ZodType | undefined;
}

/** Tokens that a request took, as the server counts them. */
export interface ChatUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What a chat model said. */
export interface ChatAnswer {
  readonly text: string;
  /** The value that `text` holds, checked against the request's `responseSchema`; undefined without one. */
  readonly json?: unknown;
  readonly fromCache: boolean;
  readonly usage?: ChatUsage | undefined;
}
