import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOptional, OPTIONAL_PACKAGES } from './optional-package.js';
import { PACKAGE_ROOT } from './package-info.js';

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('loadOptional', () => {
  it('gives what is installed', async () => {
    expect(await loadOptional('usearch', () => import('usearch'))).toHaveProperty('Index');
  });

  it('names the command that installs a package that is missing', async () => {
    const missing = coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'usearch' imported from /x/vector-index.js");
    await expect(loadOptional('usearch', () => Promise.reject(missing))).rejects.toMatchObject({
      code: 'PACKAGE_MISSING',
      exitCode: 1,
      message:
        'finding similar queries in a log needs the npm package usearch, which is not installed. Install it: npm install usearch@2 --ignore-scripts',
    });
  });

  it('tells a package that is there and does not load from one that is missing', async () => {
    const failures = [
      coded('ERR_DLOPEN_FAILED', 'Error loading shared library ld-linux-x86-64.so.2: No such file\nNeeded by x.node'),
      coded('MODULE_NOT_FOUND', "Cannot find module '../bin/napi-v6/freebsd/x64/onnxruntime_binding.node'"),
      coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'onnxruntime-common' imported from /x/index.js"),
    ];
    for (const failure of failures) {
      await expect(loadOptional('onnxruntime-node', () => Promise.reject(failure))).rejects.toMatchObject({
        code: 'PLATFORM_UNSUPPORTED',
        details: {
          package: 'onnxruntime-node',
          system: expect.stringMatching(new RegExp(`^${process.platform}-${process.arch}`)),
          reason: failure.message.split('\n')[0],
        },
        cause: failure,
      });
    }
  });

  it('is used for every optional package of package.json, at the version that it asks for', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'),
    );
    expect(Object.keys(peerDependencies)).toEqual(Object.keys(OPTIONAL_PACKAGES));
    for (const [name, { range }] of Object.entries(OPTIONAL_PACKAGES)) {
      expect(peerDependencies[name]).toMatch(new RegExp(`^\\^${range}\\.`));
      expect(peerDependenciesMeta[name]).toEqual({ optional: true });
    }
  });
});
