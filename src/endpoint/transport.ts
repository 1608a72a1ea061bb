import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { Address } from './address.js';
import type { ChatRequest, ChatUsage } from './chat-request.js';
import { TimedOut } from './failure.js';
import { APIError, OpenAI } from './openai.js';
import { jsonSchemaOf, schemaInstruction } from './structured-output.js';

/** The fields that a server supports, inferred from its refusals. */
export interface Dialect {
  /**
   * How the JSON schema is sent: in OpenAI's form; in the form of llama.cpp's servers plus an instruction; or only as an
   * instruction.
   */
  readonly schema: 'json_schema' | 'json_object' | 'words';
  /** Name of the field for the largest number of tokens of an answer. */
  readonly tokens: 'max_tokens' | 'max_completion_tokens';
}

export interface TransportOptions {
  readonly address: Address;
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch | undefined;
}

/** Milliseconds. */
const LONGEST_HEALTH_CHECK = 5000;

/** A valid response without text: the model refused, or called a tool. */
export class NoText extends Error {}

/** Sends single requests with the openai client, without its retries, and with a timeout for the whole request. */
export class Transport {
  private readonly client: OpenAI;

  constructor(private readonly options: TransportOptions) {
    const { address, apiKey, timeoutMs } = options;
    this.client = new OpenAI({
      baseURL: address.shown,
      defaultQuery: { ...address.query },
      apiKey: apiKey ?? 'none',
      // The client would read these from the environment, and log headers.
      organization: null,
      project: null,
      logLevel: 'off',
      defaultHeaders: { Authorization: authorization(address, apiKey) },
      maxRetries: 0,
      timeout: timeoutMs,
      ...(options.fetch && { fetch: options.fetch }),
    });
  }

  /** Health check: whether the server answers a cheap request without a server error. */
  async isAlive(): Promise<boolean> {
    try {
      await this.client.models.list({ timeout: Math.min(this.options.timeoutMs, LONGEST_HEALTH_CHECK) });
      return true;
    } catch (error) {
      return error instanceof APIError && error.status !== undefined && error.status < 500;
    }
  }

  /** One request, one response. The timeout covers everything until the last byte. */
  async send(request: ChatRequest, dialect: Dialect): Promise<{ text: string; usage: ChatUsage | undefined }> {
    const { timeoutMs } = this.options;
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        controller.abort();
        reject(new TimedOut(timeoutMs));
      }, timeoutMs);
    });
    const body = bodyOf(this.options.model, request, dialect);
    try {
      const answer = this.client.chat.completions.create(body, { signal: controller.signal });
      return readCompletion(await Promise.race([answer, late]));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The Authorization header: credentials of the address, else the key; null for no header. */
function authorization({ credentials }: Address, apiKey: string | undefined): string | null {
  if (credentials !== undefined) return `Basic ${Buffer.from(credentials).toString('base64')}`;
  return apiKey === undefined ? null : `Bearer ${apiKey}`;
}

function bodyOf(model: string, request: ChatRequest, dialect: Dialect): ChatCompletionCreateParamsNonStreaming {
  const { temperature, topP, maxTokens, seed, stop, responseSchema } = request;
  const inWords = responseSchema && dialect.schema !== 'json_schema' ? schemaInstruction(responseSchema) : undefined;
  const messages = inWords === undefined ? request.messages.map((each) => ({ ...each })) : instructed(request, inWords);
  return {
    model,
    messages,
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { [dialect.tokens]: maxTokens }),
    ...(seed !== undefined && { seed }),
    ...(stop !== undefined && { stop: [...stop] }),
    ...(responseSchema && responseFormat(jsonSchemaOf(responseSchema), dialect)),
  };
}

/** The messages with an instruction at the end of the system's, which is added if there is none. */
function instructed({ messages }: ChatRequest, instruction: string): ChatRequest['messages'][number][] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: instruction }, ...messages];
  return [{ ...first, content: `${first.content} ${instruction}` }, ...rest];
}

function responseFormat(
  schema: Record<string, unknown>,
  dialect: Dialect,
): Partial<ChatCompletionCreateParamsNonStreaming> {
  if (dialect.schema === 'words') return {};
  if (dialect.schema === 'json_object') {
    const format = { type: 'json_object' as const, schema };
    return { response_format: format };
  }
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } };
}

/** Reads an untrusted response without relying on its declared type. */
function readCompletion(response: unknown): { text: string; usage: ChatUsage | undefined } {
  const { choices, usage } = Object(response) as { choices?: unknown; usage?: unknown };
  const message = Array.isArray(choices) ? Object(Object(choices[0]).message) : {};
  if (typeof message.content !== 'string') {
    throw new NoText(typeof message.refusal === 'string' ? 'the model refuses' : 'no text in the response');
  }
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = Object(usage);
  const counted = typeof promptTokens === 'number' && typeof completionTokens === 'number';
  return { text: message.content, usage: counted ? { promptTokens, completionTokens } : undefined };
}
