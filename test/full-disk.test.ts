import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAIN, unisono } from './cli.js';
import { makeProject } from './small-project.js';
import { leftovers } from './tree.js';

/** Mounts need a namespace of their own, which some containers do not grant. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;

describe('where there is no room', () => {
  it.skipIf(!canMount)('a run ends with DISK_FULL and nothing half-written', () => {
    const project = makeProject();
    mkdirSync(project.out);
    // The mount is gone with the process, so what was left is listed before that.
    const script = `mount -t tmpfs -o size=600k none out || exit 99
      "$0" "$1" run unisono.yaml --quiet; code=$?; cd out && find . -type f; exit $code`;
    const args = ['-rm', 'bash', '-c', script, process.execPath, MAIN];
    const { status, stdout, stderr } = spawnSync('unshare', args, { cwd: project.folder, encoding: 'utf8' });
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/^error DISK_FULL: \S+: the disk is full\. Free some space and run the same .*\n$/);
    const left = stdout.trimEnd().split('\n');
    expect(left).toContain('./encode/stage.json');
    expect(left.filter((name) => /\.(tmp|old)-|\.lock/.test(name))).toEqual([]);
    rmSync(project.folder, { recursive: true });
  });

  it.each([
    ['vary', ['--data', '.', '--out', 'made/variants.jsonl']],
    ['merge', ['--base', 'model', '--model', 'A=model', '--weights', 'weights.json', '--out', 'made']],
  ])('%s leaves nothing', async (command, flags) => {
    const project = makeProject();
    if (command === 'merge') project.writeWeights(['A']);
    const { code, err } = await unisono([command, ...flags, '--quiet'], { cwd: project.folder, fileLimit: 8 });
    expect(code, err).toBe(1);
    expect(err).toMatch(/^error FILE_UNWRITABLE: \S+: cannot be written \(EFBIG\)\. Check .* free space; .*\n$/);
    expect(leftovers(project.folder)).toEqual([]);
    expect(existsSync(project.path('made/variants.jsonl'))).toBe(false);
    expect(existsSync(project.path('made/model.safetensors'))).toBe(false);
    rmSync(project.folder, { recursive: true });
  });

  it.skipIf(!existsSync('/dev/full'))('output that cannot be printed is an error', () => {
    const args = ['-c', '"$0" "$1" schema run --json > /dev/full', process.execPath, MAIN];
    const { status, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/^error DISK_FULL: standard output: the disk is full\./);
  });
});
