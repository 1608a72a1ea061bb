// Puts large packages, or what is needed of them, into the built files that import them, so that whoever installs unisono
// does not download them: echarts alone has 62 MB. They are development dependencies for that reason.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeLicenses } from './write-licenses.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const entries = ['report/charts/echarts.js', 'endpoint/openai.js', 'hub/huggingface.js'];

const { metafile } = await build({
  entryPoints: entries.map((entry) => join(root, 'dist', entry)),
  outdir: join(root, 'dist'),
  outbase: join(root, 'dist'),
  allowOverwrite: true,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'eof',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
});
writeLicenses(join(root, 'dist', 'LICENSES-packages.txt'), root, metafile);
