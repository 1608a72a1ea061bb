import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeTinyModel } from '../engine/testing/tiny-model.contract.js';
import { readTargetSettings } from './open-target.js';
import { openTargetArgument } from './target-argument.js';
import { TargetSettings } from './target-settings.js';

const dir = mkdtempSync(join(tmpdir(), 'unisono-open-target-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};

describe('the file of a target', () => {
  it('is as docs/targets.md shows it', () => {
    const docs = readFileSync(new URL('../../docs/targets.md', import.meta.url), 'utf8');
    const blocks = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text!));
    expect(blocks.map(({ kind }) => kind)).toEqual(['http', 'openai']);
    for (const block of blocks) expect(TargetSettings.safeParse(block).error).toBeUndefined();
  });

  it.each([
    ['kind: http\nulr: http://x.test', 'UNKNOWN_KEY', /t\.yaml:2: unknown key "ulr", did you mean "url"\?/],
    ['kind: http', 'BAD_SETTING', /url: is required/],
    ['kind: http\nurl: ftp://x.test', 'BAD_SETTING', /must be an http or https URL \(line 2\)/],
    ['kind: htpp\nurl: http://x.test', 'BAD_SETTING', /kind: .*line 1/],
    ['kind: openai\nbaseUrl: http://x.test\nmodel: m\ntemperature: 9', 'BAD_SETTING', /temperature: .*line 4/],
    ['url: http://x.test', 'BAD_SETTING', /kind: /],
    ['kind: [', 'BAD_YAML', /t\.yaml:1/],
  ])('is refused with its line: %j', (text, code, message) => {
    const path = file('t.yaml', text);
    expect(() => readTargetSettings(path)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
    expect(() => readTargetSettings(path)).toThrow(message);
  });
});

describe('openTargetArgument', () => {
  const open = (given: string, more = {}, env = {}) => openTargetArgument({ given, ...more }, dir, env);

  it('takes URLs, files and model directories', async () => {
    writeTinyModel(join(dir, 'model'));
    file('a.jsonl', '{"id": "q", "answer": "a"}\n');
    file('t.json', '{"kind": "recorded", "file": "a.jsonl", "name": "mine"}');
    const opened = await Promise.all([
      open('http://x.test/ask'),
      open('http://x.test/v1', { model: 'm' }),
      open('a.jsonl'),
      open('t.json'),
      open('model'),
    ]);
    expect(opened.map(({ name, identity }) => [(identity as { kind: string }).kind, name])).toEqual([
      ['http', 'x.test'],
      ['openai', 'm'],
      ['recorded', 'a.jsonl'],
      ['recorded', 'mine'],
      ['embedded', 'model'],
    ]);
    for (const target of opened) await target.close();
  });

  it('sends a key to a URL and shows its name alone', async () => {
    const { secrets, identity } = await open('http://x.test/ask', { apiKeyEnv: 'KEY' }, { KEY: 'sk-0123456789' });
    expect(secrets).toEqual([{ variable: 'KEY', value: 'sk-0123456789' }]);
    expect(JSON.stringify(identity)).toContain('Bearer [KEY]');
    expect(JSON.stringify(identity)).not.toContain('sk-');
  });

  it.each([
    ['nowhere', {}, 'FILE_NOT_FOUND'],
    ['http://', {}, 'BAD_FLAG'],
    ['a.jsonl', { model: 'm' }, 'BAD_FLAG'],
    ['a.jsonl', { apiKeyEnv: 'KEY' }, 'BAD_FLAG'],
    ['http://x.test', { apiKeyEnv: 'UNSET' }, 'VARIABLE_MISSING'],
    ['.', {}, 'BAD_FLAG'],
  ])('refuses %s with %j', async (given, more, code) => {
    file('a.jsonl', '{"id": "q", "answer": "a"}\n');
    await expect(open(given, more)).rejects.toMatchObject({ code });
  });
});
