import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { events, type Outcome, succeed, unisono, unisonoHere } from './cli.js';
import { CHECKPOINTS } from './mistakes/checkpoints.js';
import { COMMAND_LINE } from './mistakes/command-line.js';
import { DATA } from './mistakes/data.js';
import { type Mistake, RUN } from './mistakes/mistake.js';
import { MODELS } from './mistakes/model.js';
import { PLACES } from './mistakes/places.js';
import { SETTINGS } from './mistakes/settings.js';
import { STAGES } from './mistakes/stages.js';
import { copyProject, makeProject, type Project } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let pristine: Project;

beforeAll(async () => {
  pristine = makeProject();
  const at = { cwd: pristine.folder };
  await succeed(['vary', '--data', '.', '--out', 'made/variants.jsonl'], at);
  await succeed(['retrieve', '--data', '.', '--variants', 'made/variants.jsonl', '--out', 'made'], at);
  const encode = ['--articles', 'articles.jsonl', '--examples', 'made/train.jsonl', '--dimensions', '8'];
  await succeed(['encode', ...encode, '--out', 'made'], at);
});

afterAll(() => rmSync(pristine.folder, { recursive: true, force: true }));

/** A copy of the project for as long as `test` takes. */
async function inCopy(test: (project: Project) => Promise<void>): Promise<void> {
  const project = copyProject(pristine);
  try {
    await test(project);
  } finally {
    rmSync(project.folder, { recursive: true, force: true });
  }
}

/** No file may be new or changed but those of stages that are complete, and what a later run resumes from. */
function expectNothingHalfWritten({ folder }: Project, before: Record<string, string>): void {
  const after = hashesOf(folder);
  expect(after).toMatchObject(before);
  const made = Object.keys(after).filter((name) => !(name in before) && !name.includes('/.work-'));
  expect(made.filter((name) => !existsSync(join(folder, stageFolder(name), 'stage.json')))).toEqual([]);
  expect(leftovers(folder, false)).toEqual([]);
}

const stageFolder = (name: string) =>
  /^out\/(train|generate)\//.test(name) ? name.split('/').slice(0, 3).join('/') : dirname(name);

function expectError({ code, signal, out, err }: Outcome, project: Project, mistake: Mistake): void {
  expect([code, signal, out], err).toEqual([mistake.exit ?? 1, null, '']);
  const lines = err.trimEnd().split('\n');
  expect(lines, err).toHaveLength(1);
  const message = (lines[0] as string).replaceAll(project.folder, '~');
  expect(message).toMatch(new RegExp(`^error ${mistake.code}: `));
  for (const part of mistake.says) expect(message).toContain(part);
  expect(message).not.toMatch(/INTERNAL|\bat .*:\d+:\d+|undefined is|\[object/);
}

describe.each([
  ['the command line', COMMAND_LINE],
  ['unisono.yaml', SETTINGS],
  ['the data', DATA],
  ['the model', MODELS],
  ['a checkpoint from elsewhere', CHECKPOINTS],
  ['stages that do not fit together', STAGES],
  ['places that cannot be written', PLACES],
])('a mistake in %s', (_, mistakes) => {
  it.each(mistakes)('is told with its place and remedy: $what', async (mistake) => {
    await inCopy(async (project) => {
      mistake.make?.(project);
      const args = (mistake.command ?? RUN).split(' ');
      const before = hashesOf(project.folder);
      // The first of each table in a process of its own, which takes a second to start.
      const run = mistake === mistakes[0] ? unisono : unisonoHere;
      expectError(await run([...args, '--quiet'], { cwd: project.folder }), project, mistake);
      expectNothingHalfWritten(project, before);

      const json = await unisonoHere([...args, '--json'], { cwd: project.folder });
      expect(json.err).toBe('');
      const told = events(json).filter(({ event }) => event !== 'task');
      expect(told).toEqual([expect.objectContaining({ event: 'error', code: mistake.code, exitCode: json.code })]);
      expect(json.code).toBe(mistake.exit ?? 1);
      const message = String(told[0]?.message).replaceAll(project.folder, '~');
      for (const part of mistake.says) expect(message).toContain(part);
      expectNothingHalfWritten(project, before);
    });
  });
});
