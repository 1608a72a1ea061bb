import type { JSONPathQuery } from 'json-p3';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import { type Secret, secretMask } from '../../endpoint/secrets.js';
import type { Environment } from '../../hub/hub-settings.js';
import { fillBody, mentionsContexts } from '../body-template.js';
import { common, remote, ServerUrl, Text } from '../common-settings.js';
import { HeaderValue, headersOf } from '../headers.js';
import { compileJsonPath, select } from '../json-path.js';
import { postJson } from '../post-json.js';
import { refuseSecretsIn } from '../refuse-secrets.js';
import type { Target, TargetAnswer, TargetContext, TargetQuestion } from '../target.js';
import { TargetFailure } from '../target-failure.js';
import { targetKind } from '../target-kind.js';

const Paths = z.union([Text, z.array(Text).min(1)]);

/** Usual places of the answer in a response; the first that is a text is used. */
const USUAL_ANSWERS = ['answer', 'response', 'output', 'result', 'text', 'content'];
const USUAL_CONTEXTS = ['contexts', 'context', 'sources', 'source_documents', 'documents', 'passages', 'citations'];

/** Settings of such a target in a file. */
export const HttpSettings = z.strictObject({
  kind: z.literal('http').describe('Your own RAG service; every question is sent to it as JSON by POST.'),
  ...common,
  url: ServerUrl.describe('Address of the service.'),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^`|~\w-]+$/, 'is not the name of a header'), HeaderValue)
    .default({})
    .describe('Headers of every request: text, or {env, prefix, secret} for the value of an environment variable.'),
  body: z
    .json()
    .default({ question: '{question}' })
    .describe(
      'JSON body of the request. Texts may contain {question} and {contexts}; "{contexts}" alone becomes a list.',
    ),
  passage: Text.default('\n{title}: {text}').describe('Template of a passage inside a text.'),
  answer: Paths.default([...USUAL_ANSWERS.map((name) => `$.${name}`), '$.choices[0].message.content']).describe(
    'JSONPath (RFC 9535) of the answer. Of several paths the first that selects a text is used.',
  ),
  contexts: Paths.default(USUAL_CONTEXTS.map((name) => `$.${name}[*]`)).describe(
    'JSONPath of the retrieved contexts, best first: texts, or objects to which contextId, contextTitle and contextText apply.',
  ),
  contextId: Paths.default([
    '$.id',
    '$.document_id',
    '$.doc_id',
    '$.metadata.id',
    '$.metadata.source',
    '$.source',
    '$.url',
  ]).describe(
    'JSONPath of a context’s id, relative to the context. Default if nothing is selected: the hash of the text.',
  ),
  contextTitle: Paths.default(['$.title', '$.metadata.title', '$.name']).describe(
    'JSONPath of a context’s title, relative to the context.',
  ),
  contextText: Paths.default(['$.text', '$.content', '$.page_content', '$.passage', '$.snippet']).describe(
    'JSONPath of a context’s text, relative to the context.',
  ),
  sendContexts: z
    .boolean()
    .default(false)
    .describe('true: sends the contexts of the examples with every question; body must contain {contexts}.'),
  ...remote,
});
export type HttpSettings = z.output<typeof HttpSettings>;

/** The user's own RAG service: questions are POSTed, answer and contexts picked out of the JSON that comes back. */
export class HttpTarget implements Target {
  readonly name: string;
  readonly identity: unknown;
  readonly takesContexts: boolean;
  readonly retrieves: boolean;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly secrets: readonly Secret[];
  private readonly headers: Readonly<Record<string, string>>;
  private readonly paths: Readonly<Record<PathSetting, readonly JSONPathQuery[]>>;

  /**
   * @param path file of the settings, for errors
   * @throws BAD_SETTING, VARIABLE_MISSING
   */
  constructor(
    private readonly settings: HttpSettings,
    path: string,
    env: Environment,
  ) {
    const { url, headers, body, passage, name, version, concurrency, timeoutSeconds, retries } = settings;
    refuseSecretsIn(url, path, 'url');
    const { sent, shown, secrets } = headersOf(headers, env, path);
    this.headers = sent;
    this.secrets = secrets;
    this.name = name ?? new URL(url).host;
    this.takesContexts = mentionsContexts(body);
    this.retrieves = !settings.sendContexts;
    this.concurrency = concurrency;
    this.timeoutSeconds = timeoutSeconds;
    this.retries = retries;
    if (settings.sendContexts && !this.takesContexts) {
      const reason = 'contexts are to be sent, but body has no {contexts}';
      throw new UnisonoError('BAD_SETTING', { path, key: 'sendContexts', reason });
    }
    this.paths = compilePaths(settings, path);
    const picked = Object.fromEntries(PATH_SETTINGS.map((key) => [key, settings[key]]));
    this.identity = { kind: 'http', url, headers: shown, body, passage, ...picked, version: version ?? null };
  }

  async answer({ id, question, contexts }: TargetQuestion, signal?: AbortSignal): Promise<TargetAnswer> {
    if (contexts && !this.takesContexts) {
      const reason = 'its body has no {contexts}, so it cannot be given any';
      throw new TargetFailure('TARGET_REFUSED', { target: this.name, id, reason }, 'target');
    }
    const { url, body, passage } = this.settings;
    const started = performance.now();
    const request = { url, headers: this.headers, body: fillBody(body, { question, contexts }, passage) };
    const document = await postJson(request, { target: this.name, id, secrets: this.secrets }, signal);
    const seconds = (performance.now() - started) / 1000;
    return { answer: this.answerIn(document, id), ...this.contextsIn(document, contexts), seconds };
  }

  async close(): Promise<void> {}

  private answerIn(document: unknown, id: string): string {
    const found = firstText(this.paths.answer, document);
    if (found !== undefined) return found;
    const paths = [this.settings.answer].flat().join(', ');
    const shown = secretMask(this.secrets)(JSON.stringify(document).slice(0, 200));
    const reason = `nothing but ${shown} came back, in which no text is at ${paths}`;
    throw new TargetFailure('TARGET_BAD_ANSWER', { target: this.name, id, reason, setting: 'answer' }, 'target');
  }

  /** The contexts reported by the service, else those it was given, else none. */
  private contextsIn(
    document: unknown,
    given: readonly TargetContext[] | undefined,
  ): { contexts?: readonly TargetContext[] } {
    for (const query of this.paths.contexts) {
      const items = select(query, document);
      if (items.length > 0) return { contexts: items.map((item) => this.contextOf(item)) };
    }
    return given ? { contexts: given } : {};
  }

  private contextOf(item: unknown): TargetContext {
    if (typeof item === 'string') return { id: idOfText(item), title: '', text: item };
    const title = firstText(this.paths.contextTitle, item) ?? '';
    const text = firstText(this.paths.contextText, item) ?? '';
    return { id: firstText(this.paths.contextId, item) ?? idOfText(text || JSON.stringify(item)), title, text };
  }
}

/** The kind `http`. */
export const http = targetKind({
  settings: HttpSettings,
  argument: {
    example: 'https://rag.example.org/ask',
    options: ['apiKeyEnv'],
    settings: ({ given, path, model, apiKeyEnv }) =>
      path !== undefined || model !== undefined
        ? undefined
        : { url: given, ...(apiKeyEnv !== undefined && { headers: bearer(apiKeyEnv) }) },
  },
  open: (settings, { path, env }) => new HttpTarget(settings, path, env),
});

function bearer(variable: string): HttpSettings['headers'] {
  return { Authorization: { env: variable, prefix: 'Bearer ', secret: true } };
}

const PATH_SETTINGS = ['answer', 'contexts', 'contextId', 'contextTitle', 'contextText'] as const;
type PathSetting = (typeof PATH_SETTINGS)[number];

function compilePaths(settings: HttpSettings, path: string): Record<PathSetting, JSONPathQuery[]> {
  const compiled = (key: PathSetting) => [settings[key]].flat().map((text) => compileJsonPath(text, { path, key }));
  return Object.fromEntries(PATH_SETTINGS.map((key) => [key, compiled(key)])) as Record<PathSetting, JSONPathQuery[]>;
}

/** The first text, or number, that any of the paths selects; an empty answer is one. */
function firstText(queries: readonly JSONPathQuery[], document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  for (const query of queries) {
    const found = select(query, document).find((value) => typeof value === 'string' || typeof value === 'number');
    if (found !== undefined) return String(found);
  }
  return undefined;
}

/** Passages without an id are the same when their text is. */
function idOfText(text: string): string {
  return `text-${sha256(text).slice(0, 16)}`;
}
