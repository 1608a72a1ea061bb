import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeJson, writeJsonLines } from '../src/core/files.js';
import { sampleData } from '../src/report/sample-data.contract.js';
import type { Outcome } from './cli.js';

/** Runs unisono with these arguments in a folder of its own. */
export type Run = (...args: string[]) => Promise<Outcome>;

/** Every command that needs no model, on small data of its own in `folder`, which the commands run in. */
export async function runWithoutModels(run: Run, folder: string, installed: string): Promise<void> {
  const succeed = async (...args: string[]) => {
    const outcome = await run(...args);
    expect(outcome.code, `unisono ${args.join(' ')}\n${outcome.out}${outcome.err}`).toBe(0);
    return outcome.out;
  };
  const question = 'How do I close my account?';
  writeJsonLines(join(folder, 'questions.jsonl'), [{ question }, { question: 'What is the fee for a new card?' }]);
  const pair = { id: 'a', question, variant: 'how can I close an account' };
  writeJsonLines(join(folder, 'pairs.jsonl'), [pair]);
  writeJsonLines(join(folder, 'responses.jsonl'), [
    { id: 'a', response: 'In the app.', variant_response: 'In the app' },
  ]);
  writeJson(join(folder, 'report-data.json'), sampleData());
  const model = join(installed, 'models', 'tiny');
  cpSync(model, join(folder, 'other'), { recursive: true });
  const parameters = { weight: 0.5 };
  const merge = { merge_method: 'linear', models: [model, 'other'].map((each) => ({ model: each, parameters })) };
  writeFileSync(join(folder, 'merge.yml'), JSON.stringify(merge));

  await checkOverHttp(succeed);
  expect(await succeed('canonicalize', 'questions.jsonl')).toContain('how to close my account\n');
  await succeed('classify', 'pairs.jsonl', '--out', 'kinds.jsonl');
  await succeed('vary', '--data', join(installed, 'examples', 'bank-help'), '--limit', '5', '--out', 'variants.jsonl');
  expect(await succeed('score', 'responses.jsonl', '--out', 'scores.jsonl')).not.toBe('');
  await succeed('report', 'report-data.json', '--out', 'report.html');
  await succeed('merge', 'merge.yml', 'merged');
  await succeed('verify', 'merged');
}

async function checkOverHttp(succeed: (...args: string[]) => Promise<string>): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end(JSON.stringify({ answer: 'Go to Settings.' })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const asked = ['--target', `http://127.0.0.1:${port}/ask`, '--questions', 'questions.jsonl', '--out', 'check'];
    expect(await succeed('check', ...asked)).toContain('No pair of answers disagrees.');
  } finally {
    server.close();
  }
}

/** A model that runs needs ONNX Runtime. `run` must be of an installation that has it or lacks it. */
export async function generate(run: Run, folder: string, installed: string): Promise<Outcome> {
  const data = join(folder, 'retrieved');
  mkdirSync(data, { recursive: true });
  const example = { id: 'a', question: 'a', split: 'test', kind: 'original', text: 'How do I close my account?' };
  const contexts = [{ id: 'x', title: 'Accounts', text: 'Close your account in the app.', score: 1 }];
  writeJsonLines(join(data, 'test.jsonl'), [{ ...example, answer: 'In the app.', contexts }]);
  const model = join(installed, 'models', 'tiny');
  return run(
    'generate',
    '--model',
    model,
    '--examples',
    join(data, 'test.jsonl'),
    '--max-new-tokens',
    '4',
    '--out',
    'answers.jsonl',
  );
}
