import { afterEach, describe, expect, it } from 'vitest';
import { ChatEndpoint } from './chat-endpoint.js';
import { type Behavior, FaultyServer, refuse, say, send } from './faulty-server.contract.js';
import type { Clock } from './retry-wait.js';

const open: FaultyServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

/** A clock that does not wait, and tells how long it was asked to. */
class StepClock implements Clock {
  time = 1_000_000;
  slept = 0;
  now = () => this.time;
  sleep = async (milliseconds: number) => {
    this.time += milliseconds;
    this.slept += milliseconds;
  };
}

async function servers(...behaviors: Behavior[]) {
  const made = behaviors.map((behavior) => new FaultyServer(behavior));
  open.push(...made);
  return { servers: made, baseUrl: await Promise.all(made.map((server) => server.start())) };
}

const question = (text: string) => ({ messages: [{ role: 'user' as const, content: text }] });
const answered = (server: FaultyServer) =>
  server.received.filter(({ url }) => url.endsWith('/chat/completions')).length;
const alive = (server: FaultyServer) => server.received.filter(({ url }) => url.endsWith('/models')).length;

/** Answers after a moment, so that requests are under way together. */
const slowly: Behavior = (response, { url }) =>
  url.endsWith('/models') ? send(response, 200, { data: [] }) : void setTimeout(() => say(response, 'yes'), 20);
const broken: Behavior = (response) => refuse(response, 503, 'overloaded');

describe('several servers of one model', () => {
  it('share the requests evenly, each within its own limit', async () => {
    const { servers: both, baseUrl } = await servers(slowly, slowly);
    const endpoint = new ChatEndpoint({ baseUrl, model: 'm', concurrency: 3, env: {} });
    await Promise.all(Array.from({ length: 24 }, (_, i) => endpoint.complete(question(`q${i}`))));
    const counts = both.map(answered);
    expect(counts[0]! + counts[1]!).toBe(24);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(8);
    for (const server of both) expect(server.mostAtOnce).toBeLessThanOrEqual(3);
    expect(both[0]!.mostAtOnce + both[1]!.mostAtOnce).toBeGreaterThan(3);
  });

  it('take over from one that fails, without a pause, and leave it alone', async () => {
    const { servers: both, baseUrl } = await servers(broken, slowly);
    const clock = new StepClock();
    const endpoint = new ChatEndpoint({ baseUrl, model: 'm', concurrency: 1, clock, env: {} });
    for (let i = 0; i < 6; i++) expect((await endpoint.complete(question(`q${i}`))).text).toBe('yes');
    expect(both.map(answered)).toEqual([1, 6]);
    expect(clock.slept).toBe(0);
    expect(endpoint.statistics).toMatchObject({ requests: 7, retries: 1 });
  });

  it('ask one that had failed whether it is alive, before it gets a request again', async () => {
    const { servers: both, baseUrl } = await servers(broken, slowly);
    const clock = new StepClock();
    const endpoint = new ChatEndpoint({ baseUrl, model: 'm', concurrency: 1, clock, env: {} });
    await endpoint.complete(question('first'));
    clock.time += 60_000;
    // Still broken: it is asked, and gets nothing.
    await endpoint.complete(question('second'));
    expect([alive(both[0]!), answered(both[0]!)]).toEqual([1, 1]);
    both[0]!.behavior = slowly;
    clock.time += 60_000;
    await endpoint.complete(question('third'));
    expect([alive(both[0]!), answered(both[0]!)]).toEqual([2, 2]);
  });

  it('fail as one server does where none answers', async () => {
    const { baseUrl } = await servers(broken, broken);
    const clock = new StepClock();
    const endpoint = new ChatEndpoint({ baseUrl, model: 'm', maxRetries: 3, clock, env: {} });
    await expect(endpoint.complete(question('q'))).rejects.toMatchObject({ code: 'ENDPOINT_UNREACHABLE' });
    expect(clock.slept).toBeGreaterThan(0);
  });

  it('are not changed for a question that is refused, or a key', async () => {
    const { servers: both, baseUrl } = await servers((response) => refuse(response, 401, 'no'), slowly);
    const endpoint = new ChatEndpoint({ baseUrl, model: 'm', env: {} });
    await expect(endpoint.complete(question('q'))).rejects.toMatchObject({ code: 'ENDPOINT_UNAUTHORIZED' });
    expect(answered(both[1]!)).toBe(0);
  });

  it('must be at least one', () => {
    expect(() => new ChatEndpoint({ baseUrl: [], model: 'm', env: {} })).toThrow('no server address given');
  });
});
