import pLimit from 'p-limit';
import { canonicalJson } from '../core/canonical-json.js';
import { UnisonoError } from '../core/errors.js';
import { randomKey } from '../core/random.js';
import { type Address, readAddress } from './address.js';
import type { ChatAnswer, ChatRequest, ChatUsage } from './chat-request.js';
import { type Failure, readFailure } from './failure.js';
import { Replicas } from './replicas.js';
import { ResponseCache } from './response-cache.js';
import { backOff, type Clock, systemClock } from './retry-wait.js';
import { secretMask } from './secrets.js';
import { jsonSchemaOf, readJsonAnswer } from './structured-output.js';
import { type Dialect, NoText, Transport } from './transport.js';

/** Where chat models are asked, and with what limits. */
export interface ChatEndpointOptions {
  /**
   * Such as "http://localhost:8000/v1". May contain credentials or a key in the query; they are sent only to the server. Several
   * addresses are servers of the same model, between which requests are balanced; answers are cached under the first one.
   */
  readonly baseUrl: string | readonly string[];
  readonly model: string;
  /** Environment variable with the key. Default: OPENAI_API_KEY. If it is unset, no key is sent. */
  readonly apiKeyEnv?: string | undefined;
  /** Parallel requests per server; at least 1. Default: 4. */
  readonly concurrency?: number | undefined;
  /** Timeout of one request until the last byte of the answer, in milliseconds. Default: 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Largest number of requests, including retries. Default: unlimited. */
  readonly maxRequests?: number | undefined;
  /** Largest number of retries of a request after temporary failures. Default: 6. */
  readonly maxRetries?: number | undefined;
  /** Folder of the response cache. Default: no cache. */
  readonly cacheDir?: string | undefined;
  /** Sends no requests: answers come only from the cache. */
  readonly offline?: boolean | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Statistics of an endpoint. */
export interface EndpointStatistics {
  /** Requests sent, including retries. */
  requests: number;
  /** Retries after temporary failures. */
  retries: number;
  fromCache: number;
  /** Answers without text, or without JSON that matches the schema. */
  unusable: number;
}

/** Largest number of attempts when answers do not match the JSON schema. */
const ANSWER_TRIES = 3;
/** Longest pause, in milliseconds, that a server may ask for; a longer one is an error. */
const LONGEST_PAUSE = 10 * 60_000;

/**
 * A model behind any server with OpenAI's chat completions API. Answers are cached by the content of the request: an
 * answered request is never sent again, even after a kill, and can be replayed offline. After temporary failures (429,
 * 408, 5xx, broken or late answers) a request is sent again after a pause, which is the server's if it gives one; the pause
 * holds all requests. Keys and credentials are sent only to the server and appear in no error and no file.
 */
export class ChatEndpoint {
  readonly statistics: EndpointStatistics = { requests: 0, retries: 0, fromCache: 0, unusable: 0 };
  private readonly address: Address;
  private readonly transport: Replicas;
  private readonly cache: ResponseCache | undefined;
  private readonly clock: Clock;
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly mask: (text: string) => string;
  private dialect: Dialect = { schema: 'json_schema', tokens: 'max_tokens' };
  private readonly pending = new Map<string, Promise<ChatAnswer>>();
  private pausedUntil = 0;

  /** @throws BAD_FLAG for an invalid address */
  constructor(private readonly options: ChatEndpointOptions) {
    const { model, concurrency = 4, timeoutMs = 60_000, cacheDir, env = process.env } = options;
    const addresses = [options.baseUrl].flat().map(readAddress);
    const [first] = addresses;
    if (!first) throw new UnisonoError('BAD_FLAG', { flag: '--endpoint', reason: 'no server address given' });
    this.address = first;
    const apiKey = env[this.keyVariable]?.trim() || undefined;
    const secrets = addresses.flatMap(({ credentials, query }) => [
      ...(credentials === undefined ? [] : [credentials, credentials.slice(credentials.indexOf(':') + 1)]),
      ...Object.values(query),
    ]);
    this.mask = secretMask([
      ...(apiKey === undefined ? [] : [{ value: apiKey, variable: this.keyVariable }]),
      ...secrets.map((value) => ({ value })),
    ]);
    this.clock = options.clock ?? systemClock;
    this.transport = new Replicas(
      addresses.map((address) => new Transport({ address, model, apiKey, timeoutMs, fetch: options.fetch })),
      concurrency,
      this.clock,
    );
    this.cache = cacheDir === undefined ? undefined : new ResponseCache(cacheDir);
    this.limit = pLimit(Math.max(1, concurrency) * addresses.length);
  }

  /** Address and path without secrets. */
  get url(): string {
    return this.address.shown;
  }

  /** Requests that may still be sent; Infinity without a budget. */
  get requestsLeft(): number {
    return Math.max(0, (this.options.maxRequests ?? Number.POSITIVE_INFINITY) - this.statistics.requests);
  }

  /**
   * The model's answer. Equal requests at the same time are sent once.
   *
   * @throws ENDPOINT_UNREACHABLE, ENDPOINT_RATE_LIMITED after the last attempt; ENDPOINT_UNAUTHORIZED, ENDPOINT_REFUSED at
   *   once; ENDPOINT_BUDGET when `maxRequests` are spent; ENDPOINT_NOT_CACHED offline; ENDPOINT_BAD_ANSWER when no answer
   *   can be used; FILE_UNREADABLE, FILE_UNWRITABLE, DISK_FULL of the cache
   */
  async complete(request: ChatRequest): Promise<ChatAnswer> {
    const identity = this.identityOf(request);
    const kept = this.cache?.get(identity);
    const json = kept && this.jsonOf(kept.text, request);
    if (kept && json?.ok) {
      this.statistics.fromCache++;
      return { ...kept, text: kept.text, json: json.value, fromCache: true };
    }
    if (this.options.offline) throw this.error('ENDPOINT_NOT_CACHED', { cache: this.cache?.folder ?? 'no cache' });
    const key = canonicalJson(identity);
    const underway = this.pending.get(key);
    if (underway) return underway;
    const answer = this.limit(() => this.ask(request, identity)).finally(() => this.pending.delete(key));
    this.pending.set(key, answer);
    return answer;
  }

  private async ask(request: ChatRequest, identity: unknown): Promise<ChatAnswer> {
    let failures = 0;
    for (let unusable = 0; ; ) {
      await this.pause();
      this.spend();
      const { dialect } = this;
      let answer: { text: string; usage: ChatUsage | undefined };
      let reason: string;
      try {
        answer = await this.transport.send(reseeded(request, unusable), dialect);
        const text = this.mask(answer.text);
        const json = this.jsonOf(text, request);
        if (json.ok) {
          const { usage } = answer;
          this.cache?.put(identity, { text, usage });
          return { text, json: json.value, fromCache: false, ...(usage && { usage }) };
        }
        reason = json.reason;
      } catch (error) {
        if (error instanceof UnisonoError) throw error;
        if (!(error instanceof NoText)) {
          const failure = readFailure(error, this.clock.now());
          if (failure.remedy === 'plainer' && this.makePlainer(request, dialect, failure.reason)) continue;
          this.takeIn(failure, ++failures);
          continue;
        }
        reason = error.message;
      }
      this.statistics.unusable++;
      if (++unusable >= ANSWER_TRIES) throw this.error('ENDPOINT_BAD_ANSWER', { tries: unusable, reason });
    }
  }

  /** Sets the pause before the next attempt, or throws if there is none. */
  private takeIn({ remedy, status, reason, wait }: Failure, failures: number): void {
    const said = this.mask(status === 0 ? reason : `status ${status}: ${reason}`);
    // The server's message about a refused key may quote it.
    if (remedy === 'key') throw this.error('ENDPOINT_UNAUTHORIZED', { status, variable: this.keyVariable });
    if (remedy !== 'again') throw this.error('ENDPOINT_REFUSED', { status, reason: this.mask(reason) });
    if (wait !== undefined && wait > LONGEST_PAUSE) {
      throw this.error('ENDPOINT_RATE_LIMITED', { wait: `${Math.ceil(wait / 1000)} s`, reason: said });
    }
    if (failures > (this.options.maxRetries ?? 6)) {
      throw this.error('ENDPOINT_UNREACHABLE', { tries: failures, reason: said });
    }
    this.statistics.retries++;
    // Another server takes the request at once.
    if (this.transport.hasSpare) return;
    const pause = wait ?? backOff(failures, randomKey(this.statistics.requests, 'endpoint'));
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + pause);
  }

  /** Drops a field of `used` that the server probably does not support; false if there is none left to drop. */
  private makePlainer({ responseSchema, maxTokens }: ChatRequest, used: Dialect, reason: string): boolean {
    // Another request has dropped a field in the meantime.
    if (used !== this.dialect) return true;
    if (maxTokens !== undefined && used.tokens === 'max_tokens' && reason.includes('max_completion_tokens')) {
      this.dialect = { ...used, tokens: 'max_completion_tokens' };
      return true;
    }
    if (responseSchema === undefined || used.schema === 'words') return false;
    this.dialect = { ...used, schema: used.schema === 'json_schema' ? 'json_object' : 'words' };
    return true;
  }

  private async pause(): Promise<void> {
    for (let now = this.clock.now(); now < this.pausedUntil; now = this.clock.now()) {
      await this.clock.sleep(this.pausedUntil - now);
    }
  }

  private spend(): void {
    if (this.requestsLeft < 1) throw this.error('ENDPOINT_BUDGET', { max: this.options.maxRequests ?? 0 });
    this.statistics.requests++;
  }

  private jsonOf(text: string, { responseSchema }: ChatRequest): ReturnType<typeof readJsonAnswer> {
    return responseSchema ? readJsonAnswer(text, responseSchema) : { ok: true, value: undefined };
  }

  /** Everything that the answer depends on, without secrets. */
  private identityOf({ responseSchema, ...request }: ChatRequest): unknown {
    const schema = responseSchema && jsonSchemaOf(responseSchema);
    return { url: this.address.shown, model: this.options.model, ...request, schema };
  }

  private get keyVariable(): string {
    return this.options.apiKeyEnv ?? 'OPENAI_API_KEY';
  }

  private error(code: ConstructorParameters<typeof UnisonoError>[0], details: Record<string, string | number>) {
    return new UnisonoError(code, { endpoint: this.address.shown, model: this.options.model, ...details });
  }
}

/** With the same seed the server would give the same unusable answer again. */
function reseeded(request: ChatRequest, unusable: number): ChatRequest {
  return request.seed === undefined || unusable === 0
    ? request
    : { ...request, seed: request.seed + unusable * 100_003 };
}
