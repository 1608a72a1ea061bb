import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeJsonLines } from '../src/core/files.js';
import { TestServer } from '../src/targets/testing/http-server.contract.js';
import { start, succeed } from './cli.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-answer-kill-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => join(dir, name);

const COUNT = 30;
const CONCURRENCY = 2;
const TIMEOUT = 180_000;

describe('unisono answer', () => {
  it(
    'that is killed goes on, and asks nothing again that was answered',
    async () => {
      const server = await TestServer.start(({ body }) => ({ body: { answer: `A: ${body.question}` }, after: 20 }));
      writeFileSync(at('target.yaml'), `{ kind: http, url: "${server.url}", concurrency: ${CONCURRENCY} }`);
      writeJsonLines(
        at('test.jsonl'),
        Array.from({ length: COUNT }, (_, n) => ({
          ...{ id: `q${n}`, question: `q${n}`, split: 'test', kind: 'original' },
          ...{ text: `Question ${n}?`, contexts: [], answer: 'x' },
        })),
      );
      const args = ['answer', '--target', 'target.yaml', '--examples', 'test.jsonl', '--out', 'answers.jsonl'];
      const log = at('answers.jsonl.asked/log.jsonl');
      const killed = start([...args, '--quiet'], { cwd: dir });
      while (!existsSync(log) || readFileSync(log, 'utf8').split('\n').length < 8) {
        expect(killed.child.exitCode).toBeNull();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      killed.child.kill('SIGKILL');
      expect((await killed.ended).signal).toBe('SIGKILL');
      const kept = readFileSync(log, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).question as string);
      expect(existsSync(at('answers.jsonl'))).toBe(false);
      const before = server.received.length;
      expect(kept.length).toBeLessThan(COUNT);

      await succeed([...args, '--quiet'], { cwd: dir });
      const after = server.received.slice(before).map(({ body }) => body.question as string);
      expect(after.filter((question) => kept.includes(question))).toEqual([]);
      expect(server.received.length).toBeLessThanOrEqual(COUNT + CONCURRENCY);
      const answers = readFileSync(at('answers.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(answers.map(({ id, answer }) => [id, answer])).toEqual(
        Array.from({ length: COUNT }, (_, n) => [`q${n}`, `A: Question ${n}?`]),
      );
      await server.close();
    },
    TIMEOUT,
  );
});
