// npm runs this before it packs, and with --if-missing after `npm ci` in a clone and where somebody installs the package
// from git: without a build the package would be empty.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const ifMissing = process.argv.includes('--if-missing');
if (ifMissing && existsSync('dist/cli/main.js')) process.exit(0);
if (!existsSync('node_modules/typescript')) {
  console.error('unisono cannot be built: development dependencies are missing. Run "npm ci" first.');
  process.exit(ifMissing ? 0 : 1);
}
const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
process.exit(status ?? 1);
