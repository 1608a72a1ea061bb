// docs/check.svg: the screen of `unisono check` on a pretend service, as a picture.
// npm run build && node tools/check-picture.mjs
//
// The service answers from the help center of examples/bank-help as a simple RAG system would: it takes the article that
// shares most words with the question, word for word, and gives the sentence of it that shares most.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const articles = readFileSync(join(root, 'examples/bank-help/articles.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const words = (text) => new Set(text.split(/\s+/).filter(Boolean));
const articlesWith = (word) => articles.filter(({ title, text }) => words(`${title} ${text}`).has(word)).length;
const rarity = new Map();

/** Words that few articles have count more: log(articles / articles with the word). */
function weight(word) {
  if (!rarity.has(word)) rarity.set(word, Math.log(articles.length / Math.max(1, articlesWith(word))));
  return rarity.get(word);
}

/** The text that shares most with the question by the weight of the common words; of equals the shortest. */
function closest(question, texts, textOf) {
  const asked = [...words(question)];
  const score = (each) => {
    const own = words(textOf(each));
    return asked.reduce((sum, word) => sum + (own.has(word) ? weight(word) : 0), 0);
  };
  return [...texts].sort((a, b) => score(b) - score(a) || textOf(a).length - textOf(b).length)[0];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { question } = JSON.parse(body);
  const article = closest(question, articles, ({ title, text }) => `${title} ${text}`);
  const answer = closest(question, article.text.split(/(?<=[.!?]) /), (sentence) => sentence);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ answer, contexts: [{ id: article.id, text: article.text }] }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const out = mkdtempSync(join(tmpdir(), 'unisono-picture-'));
const target = join(out, 'help-center.yaml');
const { port } = server.address();
writeFileSync(target, `kind: http\nname: help-center\nurl: http://127.0.0.1:${port}/ask\n`);
const questions = join(root, 'examples/bank-help/test.jsonl');
const args = ['check', '--quiet', '--target', target, '--questions', questions, '--count', '100', '--out', out];
const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let screen = '';
for await (const chunk of child.stdout) screen += chunk;
server.close();
rmSync(out, { recursive: true });

const command = '$ unisono check --target help-center.yaml --questions test.jsonl --count 100';
const lines = [command, '', ...screen.trimEnd().split('\n')];
const [size, leading, margin] = [14, 20, 16];
const width = Math.ceil(80 * size * 0.602) + 2 * margin;
const height = lines.length * leading + 2 * margin;
// No-break spaces, since viewers collapse others.
const escapeXml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
const rows = lines.map(
  (line, i) => `<text x="${margin}" y="${margin + (i + 0.75) * leading}">${escapeXml(line)}</text>`,
);
writeFileSync(
  join(root, 'docs/check.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Screen of unisono check: how often a pretend help center gives the same answer to reworded questions</title>
<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${size}" fill="#e6e6e6">
${rows.join('\n')}
</g>
</svg>
`,
);
process.stdout.write(`${lines.join('\n')}\n`);
