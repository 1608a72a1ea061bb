import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatEndpoint } from '../../src/endpoint/chat-endpoint.js';
import { type RealServer, startServer } from '../endpoint/server.js';

const CITIES = ['France', 'Italy', 'Spain', 'Greece', 'Japan', 'Egypt', 'Peru', 'Norway'];

/** Generation at scale, as small as it gets: one model behind two ports. */
describe("two of llama-cpp-python's servers", () => {
  let servers: RealServer[];
  beforeAll(async () => {
    servers = [await startServer(), await startServer()];
  });
  afterAll(() => Promise.all((servers ?? []).map((server) => server.stop())));

  /** An endpoint over the servers, and how many questions each has been sent. */
  const open = (baseUrl: string[]) => {
    const asked = new Map(baseUrl.map((url) => [url, 0]));
    const counting: typeof fetch = (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const url = baseUrl.find((each) => address.startsWith(`${each}/chat/completions`));
      if (url) asked.set(url, (asked.get(url) as number) + 1);
      return fetch(input, init);
    };
    const options = { model: 'smollm2', timeoutMs: 300_000, concurrency: 1, env: {}, fetch: counting };
    return { endpoint: new ChatEndpoint({ ...options, baseUrl }), asked: () => [...asked.values()] };
  };
  const ask = async (endpoint: ChatEndpoint, country: string) => {
    const content = `What is the capital of ${country}? One word.`;
    const request = { messages: [{ role: 'user' as const, content }], temperature: 0, maxTokens: 16, seed: 1 };
    return (await endpoint.complete(request)).text;
  };

  it('share the questions, answer as one would, and one takes over when the other is killed', async () => {
    const [first, second] = servers as [RealServer, RealServer];
    const alone = open([first.url]);
    const expected = [];
    for (const country of CITIES) expected.push(await ask(alone.endpoint, country));
    expect(expected[0]).toContain('Paris');

    const both = open([first.url, second.url]);
    expect(await Promise.all(CITIES.map((country) => ask(both.endpoint, country)))).toEqual(expected);
    expect(Math.min(...both.asked())).toBeGreaterThanOrEqual(2);

    const halved = open([first.url, second.url]);
    const answers = CITIES.map((country) => ask(halved.endpoint, country));
    await answers[1];
    await second.stop();
    expect(await Promise.all(answers)).toEqual(expected);
    expect(halved.endpoint.statistics.retries).toBeGreaterThanOrEqual(1);
  });
});
