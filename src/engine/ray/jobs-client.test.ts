import { describe, expect, it } from 'vitest';
import type { Clock } from '../../endpoint/retry-wait.js';
import { readClusterAddress } from './cluster-address.js';
import type { HttpRequest } from './http.js';
import { JobsClient } from './jobs-client.js';

/** Time that passes by being waited for. */
class QuickClock implements Clock {
  time = 0;
  now() {
    return this.time;
  }
  async sleep(milliseconds: number) {
    this.time += milliseconds;
  }
}

type Answer = readonly [status: number, text: string] | Error;

/** A client of a server that gives these answers one after the other, the last one for ever. */
function clientOf(answers: readonly Answer[], env: Record<string, string> = {}, at = 'https://head:8265/ray/') {
  const requests: HttpRequest[] = [];
  const clock = new QuickClock();
  const client = new JobsClient({
    address: readClusterAddress(at, env),
    clock,
    send: async (request) => {
      requests.push(request);
      const answer = answers[Math.min(requests.length, answers.length) - 1] as Answer;
      if (answer instanceof Error) throw answer;
      return { status: answer[0], text: answer[1] };
    },
  });
  return { client, requests, clock };
}

const VERSION = [200, '{"ray_version":"2.60.0"}'] as const;
const GONE = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const authorizationOf = ({ headers }: HttpRequest) => headers.authorization;

describe('JobsClient', () => {
  it('asks below the path of the address, with the token or else with the credentials of the address', async () => {
    const { client, requests } = clientOf([VERSION], { UNISONO_RAY_TOKEN: 'abcdefgh' });
    expect(await client.version()).toBe('2.60.0');
    expect(requests[0]?.url).toBe('https://head:8265/ray/api/version');
    expect(authorizationOf(requests[0]!)).toBe('Bearer abcdefgh');
    const basic = clientOf([VERSION], {}, 'https://me:pass%20word@head');
    await basic.client.version();
    expect(basic.requests[0]?.url).toBe('https://head/api/version');
    expect(authorizationOf(basic.requests[0]!)).toBe(`Basic ${btoa('me:pass word')}`);
    const open = clientOf([VERSION]);
    await open.client.version();
    expect(authorizationOf(open.requests[0]!)).toBeUndefined();
  });

  it('tries again what may pass: no connection, 5xx and 429', async () => {
    const { client, requests } = clientOf([GONE, [503, 'busy'], [429, ''], VERSION]);
    expect(await client.version()).toBe('2.60.0');
    expect(requests).toHaveLength(4);
  });

  it('gives up on a cluster that never answered after 5 s, on one that did after two minutes, and says how to go on', async () => {
    const never = clientOf([GONE]);
    await expect(never.client.version()).rejects.toMatchObject({ code: 'RAY_UNREACHABLE' });
    expect(never.clock.time).toBeLessThanOrEqual(5_000);
    const { client, clock } = clientOf([VERSION, GONE]);
    await client.version();
    const gone = client.details('x');
    await expect(gone).rejects.toThrow('https://head:8265/ray: cannot reach the Ray cluster (ECONNREFUSED)');
    await expect(gone).rejects.toThrow('the same command then resumes from the last checkpoint');
    expect(clock.time).toBeGreaterThan(100_000);
    // Whoever stops a job wants to end.
    const before = clock.time;
    await expect(client.stop('x')).rejects.toMatchObject({ code: 'RAY_UNREACHABLE' });
    expect(clock.time - before).toBeLessThanOrEqual(5_000);
  });

  it.each([
    [401, 'denied', 'RAY_UNAUTHORIZED', 'UNISONO_RAY_TOKEN'],
    [403, 'denied', 'RAY_UNAUTHORIZED', 'status 403'],
    [400, 'bad', 'RAY_REFUSED', 'refuses to say its version (status 400: bad)'],
    [404, '', 'RAY_REFUSED', 'no reason given'],
    [302, 'elsewhere', 'RAY_REFUSED', 'status 302'],
    [200, '<html>', 'RAY_REFUSED', 'its answer is not one of a Ray dashboard'],
  ])('understands %d %s', async (status, text, code, part) => {
    const { client, requests } = clientOf([[status, text]]);
    const failing = client.version();
    await expect(failing).rejects.toMatchObject({ name: 'UnisonoError', code });
    await expect(failing).rejects.toThrow(part);
    expect(requests).toHaveLength(1);
  });

  it('hides its token and password in what the cluster says', async () => {
    const env = { UNISONO_RAY_TOKEN: 'very-secret-token' };
    const refused = clientOf([[400, 'bad very-secret-token']], env);
    await expect(refused.client.version()).rejects.toThrow('(status 400: bad ***)');
    const logged = clientOf([[200, '{"logs":"UNISONO very-secret-token"}']], env);
    expect(await logged.client.logs('x')).toBe('UNISONO ***');
    const password = clientOf([[400, 'no hunter22']], {}, 'https://me:hunter22@head');
    await expect(password.client.version()).rejects.toThrow(/^https:\/\/head: .*no \*\*\*/);
  });

  it('uploads a package that is not there, once', async () => {
    const there = clientOf([[200, '{}']]);
    expect(await there.client.upload('a.zip', new Uint8Array(3))).toBe('gcs://a.zip');
    expect(there.requests.map(({ method }) => method)).toEqual(['GET']);
    const absent = clientOf([
      [404, ''],
      [200, '{}'],
    ]);
    await absent.client.upload('a.zip', new Uint8Array(3));
    expect(absent.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('takes it that a job which is there already was submitted by itself, and that one which is not needs no stopping', async () => {
    const submission = { submission_id: 'x', entrypoint: 'y', runtime_env: { working_dir: 'z', env_vars: {} } };
    for (const status of [400, 500]) {
      const { client, requests } = clientOf([[status, 'ValueError: Job with submission_id x already exists.']]);
      await client.submit(submission);
      expect(requests).toHaveLength(1);
      expect(JSON.parse(String(requests[0]?.body))).toEqual(submission);
    }
    const { client } = clientOf([[404, 'Job x does not exist']]);
    await client.stop('x');
    expect(await client.details('x')).toBeUndefined();
    expect(await client.logs('x')).toBe('');
  });
});

describe('readClusterAddress', () => {
  it('prefers the settings, then the variable of unisono, then that of Ray', () => {
    const env = { UNISONO_RAY_ADDRESS: 'http://b', RAY_ADDRESS: 'http://c' };
    expect(readClusterAddress('http://a', env).shown).toBe('http://a');
    expect(readClusterAddress(undefined, env).shown).toBe('http://b');
    expect(readClusterAddress(undefined, { RAY_ADDRESS: 'http://c:8265/' }).shown).toBe('http://c:8265');
  });

  it.each([
    [undefined, 'no address given'],
    ['head:x', 'not http or https'],
    ['ray://head:10001', 'is a ray: address'],
    ['//me:hunter22@', 'is not an address'],
  ])('refuses %s without repeating it', (address, part) => {
    const read = () => readClusterAddress(address, {});
    expect(read).toThrow(expect.objectContaining({ code: 'RAY_ADDRESS', exitCode: 2 }));
    expect(read).toThrow(part);
    expect(read).not.toThrow('hunter22');
  });
});
