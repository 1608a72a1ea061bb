import type { z } from 'zod';

/** One message of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A request to a chat model. Two requests with equal fields are the same request and have the same answer. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** 0 is greedy. Default: the server's. */
  readonly temperature?: number | undefined;
  /** Nucleus sampling, in (0, 1]. Default: the server's. */
  readonly topP?: number | undefined;
  /** Largest number of tokens of the answer. Default: the server's. */
  readonly maxTokens?: number | undefined;
  /** Random seed of sampling, on servers that support it; separates samples of one conversation in the cache. */
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  /** JSON schema of the answer; it is sent to the server, and the answer is checked against it. */
  readonly responseSchema?: z.ZodType | undefined;
}

/** Tokens of a request, as counted by the server. */
export interface ChatUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The answer of a chat model. */
export interface ChatAnswer {
  readonly text: string;
  /** The JSON value in `text`, checked against the request's `responseSchema`; undefined without a schema. */
  readonly json?: unknown;
  readonly fromCache: boolean;
  readonly usage?: ChatUsage | undefined;
}
