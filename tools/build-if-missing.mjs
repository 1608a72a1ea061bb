// npm runs this after `npm ci` in a clone, and where somebody installs the package from git: without a build it would be empty.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const built = existsSync('dist/cli/main.js');
if (!built && !existsSync('node_modules/typescript')) {
  console.error('unisono is not built: development dependencies are missing. Run "npm ci", then "npm run build".');
} else if (!built) {
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exit(status ?? 1);
}
