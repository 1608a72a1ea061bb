import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from 'unisono/core';
import { LEXICAL_KINDS } from 'unisono/variation';
import { everyQuestion, sampleVariants, variantsOfAll } from './variation/sample-variants.js';

/**
 * Draws variants of public questions to be read one by one, balanced by kind, and says how many each kind yields.
 *
 * npm run sample:variation -- --data <public data sets> --seed 1 --count 200 --out <file.tsv> [--read <earlier.tsv>]...
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    out: { type: 'string' },
    read: { type: 'string', multiple: true, default: [] },
  },
});
const { data, out } = values;
if (data === undefined || out === undefined) throw new Error('give --data and --out');
const seed = Number(values.seed);

const missing = values.read.filter((path) => !existsSync(path));
if (missing.length > 0) throw new Error(`no such file: ${missing.join(', ')}`);
const read = new Set(
  values.read.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split('\t')[1] ?? ''),
  ),
);

const questions = everyQuestion(data);
const sample = sampleVariants(questions, Number(values.count), seed, read);
writeFileAtomic(
  out,
  sample.map(({ id, kind, question, text }, n) => `${[n + 1, id, kind, question, text].join('\t')}\n`).join(''),
);

const variants = variantsOfAll(questions, 3, seed);
for (const kind of LEXICAL_KINDS) {
  const of = variants.filter((variant) => variant.kind === kind);
  const per = (number: number) => Math.round((1000 * number) / questions.length);
  const drawn = sample.filter((each) => each.kind === kind).length;
  console.log(
    `${kind}: of 1000 questions ${per(new Set(of.map(({ question }) => question)).size)} have variants, ${per(of.length)} in all; ${drawn} drawn`,
  );
}
console.log(`${questions.length} questions, ${variants.length} variants`);
