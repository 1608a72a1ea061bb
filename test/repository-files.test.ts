import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8');
const manifest = JSON.parse(read('package.json'));
const workflows = readdirSync(`${ROOT}/.github/workflows`).map((name) => `.github/workflows/${name}`);

interface Workflow {
  jobs: Record<string, { steps: { run?: string }[]; strategy?: { matrix?: { node?: number[] } } }>;
}
const jobsOf = (path: string) => Object.values((parse(read(path)) as Workflow).jobs);

describe('workflows', () => {
  it.each(workflows)('%s runs only scripts that are here', (path) => {
    const commands = jobsOf(path).flatMap(({ steps }) => steps.flatMap(({ run }) => run?.split('\n') ?? []));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const script = /^npm run (\S+)/.exec(command)?.[1];
      if (script !== undefined) expect(Object.keys(manifest.scripts)).toContain(script);
      else if (command !== 'npm ci') expect(existsSync(`${ROOT}/${command.split(' ')[0]}`), command).toBe(true);
    }
  });

  it('test the oldest Node that the package takes', () => {
    const nodes = jobsOf('.github/workflows/ci.yml').flatMap(({ strategy }) => strategy?.matrix?.node ?? []);
    expect(manifest.engines.node).toBe(`>=${Math.min(...nodes)}`);
  });
});

describe('a release', () => {
  const check = (tag: string) => spawnSync(`${ROOT}/.ci/release`, ['check', tag], { encoding: 'utf8' });

  it('is refused under a tag of another version, naming the right one', () => {
    const { status, stderr } = check('v999.0.0');
    expect([status, stderr]).toEqual([1, expect.stringContaining(`give the tag v${manifest.version}`)]);
  });

  it('needs a section in CHANGELOG.md and every name that an owner decides', () => {
    const { status, stderr } = check(`v${manifest.version}`);
    const listed = read('CHANGELOG.md').includes(`## [${manifest.version}]`);
    const open = read('package.json').includes('OWNER-PLACEHOLDER');
    expect(status).toBe(listed && !open ? 0 : 1);
    expect(stderr).toContain(listed ? (open ? 'OWNER-PLACEHOLDER' : '') : `no section [${manifest.version}]`);
  });
});

it('CHANGELOG.md has an Unreleased section first, with sections of Keep a Changelog alone', () => {
  const headings = [...read('CHANGELOG.md').matchAll(/^## \[?([^\]\n]+)/gm)].map(([, name]) => name);
  expect(headings[0]).toBe('Unreleased');
  for (const [, name] of read('CHANGELOG.md').matchAll(/^### (.+)$/gm)) {
    expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(name);
  }
});
