import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../core/package-info.js';
import { requireSupportedRay, SUPPORTED_RAY } from './supported-version.js';

describe('requireSupportedRay', () => {
  it.each(['2.43.0', '2.60.0', '2.100.1.dev0'])('takes %s', (version) => {
    expect(() => requireSupportedRay(version, 'http://head')).not.toThrow();
  });

  it.each(['2.42.9', '3.0.0', '1.50.0', 'nightly', ''])('refuses "%s", naming the range', (version) => {
    expect(() => requireSupportedRay(version, 'http://head')).toThrow(
      `http://head: the cluster runs Ray ${version}; supported is >=2.43,<3. Install`,
    );
  });

  it("is the range of the worker's package", () => {
    const project = readFileSync(join(PACKAGE_ROOT, 'cluster', 'pyproject.toml'), 'utf8');
    expect(project).toMatch(new RegExp(`"ray\\[[a-z,]+\\]${SUPPORTED_RAY}"`));
  });
});
