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

export interface ChatEndpointOptions {
  /**
   * Such as "http://localhost:8000/v1". May hold credentials or a key in its query; they go to the server alone. Several are
   * servers of one model, between which requests are balanced; answers are kept under the first.
   */
  readonly baseUrl: string | readonly string[];
  readonly model: string;
  /** The environment variable that holds the key; default OPENAI_API_KEY. An unset one sends no key. */
  readonly apiKeyEnv?: string | undefined;
  /** Requests under way at once at each server; at least 1, default 4. */
  readonly concurrency?: number | undefined;
  /** For one request, from its first byte to its answer's last; default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Most requests sent, tries again included; default unlimited. */
  readonly maxRequests?: number | undefined;
  /** Tries after the first, of a request that fails in passing; default 6. */
  readonly maxRetries?: number | undefined;
  /** Where answers are kept; without it nothing is. */
  readonly cacheDir?: string | undefined;
  /** Sends nothing: answers come from the cache alone. */
  readonly offline?: boolean | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What an endpoint has been through. */
export interface EndpointStatistics {
  /** Requests sent, tries again included. */
  requests: number;
  /** Tries again, of requests that failed in passing. */
  retries: number;
  fromCache: number;
  /** Answers that were no text, or no JSON of the schema. */
  unusable: number;
}

/** Tries for an answer that can be used, when answers come but are no JSON of the schema. */
const ANSWER_TRIES = 3;
/** A server that wants a longer pause than this many milliseconds is not waited for. */
const LONGEST_PAUSE = 10 * 60_000;

/**
 * A model behind any server that speaks OpenAI's chat completions. Answers are kept by the content of the request, so that
 * what was answered once is never asked again, also after a kill, and can be replayed offline. Requests that fail in
 * passing (429, 408, 5xx, broken or late answers) are tried again after a pause, the server's own if it names one, which
 * holds all requests. Keys and credentials reach the server and nothing else: no error, no file.
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

  /** @throws BAD_FLAG for an address that is none */
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

  /** Address and path without anything secret. */
  get url(): string {
    return this.address.shown;
  }

  /** Requests that may still be sent; Infinity without a budget. */
  get requestsLeft(): number {
    return Math.max(0, (this.options.maxRequests ?? Number.POSITIVE_INFINITY) - this.statistics.requests);
  }

  /**
   * The model's answer. Equal requests under way at once are sent once.
   *
   * @throws ENDPOINT_UNREACHABLE, ENDPOINT_RATE_LIMITED after the last try; ENDPOINT_UNAUTHORIZED, ENDPOINT_REFUSED at
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

  /** Arranges the pause before the next try, or throws if there is to be none. */
  private takeIn({ remedy, status, reason, wait }: Failure, failures: number): void {
    const said = this.mask(status === 0 ? reason : `status ${status}: ${reason}`);
    // What a server says about a refused key may quote it.
    if (remedy === 'key') throw this.error('ENDPOINT_UNAUTHORIZED', { status, variable: this.keyVariable });
    if (remedy !== 'again') throw this.error('ENDPOINT_REFUSED', { status, reason: this.mask(reason) });
    if (wait !== undefined && wait > LONGEST_PAUSE) {
      throw this.error('ENDPOINT_RATE_LIMITED', { wait: `${Math.ceil(wait / 1000)} s`, reason: said });
    }
    if (failures > (this.options.maxRetries ?? 6)) {
      throw this.error('ENDPOINT_UNREACHABLE', { tries: failures, reason: said });
    }
    this.statistics.retries++;
    // Another server takes it over at once.
    if (this.transport.hasSpare) return;
    const pause = wait ?? backOff(failures, randomKey(this.statistics.requests, 'endpoint'));
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + pause);
  }

  /** Gives up a field of `used` that the server seems not to know; false if there is none to give up. */
  private makePlainer({ responseSchema, maxTokens }: ChatRequest, used: Dialect, reason: string): boolean {
    // Another request has learnt something in the meantime.
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

  /** All that an answer depends on, and nothing secret. */
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

/** A server that keeps to the seed would give the same unusable answer again. */
function reseeded(request: ChatRequest, unusable: number): ChatRequest {
  return request.seed === undefined || unusable === 0
    ? request
    : { ...request, seed: request.seed + unusable * 100_003 };
}
