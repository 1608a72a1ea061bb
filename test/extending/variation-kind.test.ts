import { describe, expect, it, vi } from 'vitest';
import { FakeStream } from '../../src/cli/fake-stream.contract.js';
import { runCli } from '../../src/cli/program.js';
import { pairTable } from '../../src/report/pair-table.js';
import { Example } from '../../src/retrieval/example.js';
import { canonicalize, classifyPair, Variant, vary } from '../../src/variation/index.js';
import { DEFAULT_KINDS, type KINDS, kindLabel, LEXICAL_KINDS, orderKinds } from '../../src/variation/kind-names.js';
import type { VARIATION_KINDS } from '../../src/variation/kinds/index.js';
import { variationKindsTable } from '../../tools/docs/variation-kinds.js';

// As if the two lines that docs/extending.md shows stood in the registry.
vi.mock('../../src/variation/kinds/index.js', async (original) => {
  const kinds = await original<{ VARIATION_KINDS: typeof VARIATION_KINDS }>();
  const { abbreviation } = await import('./abbreviation.js');
  return { VARIATION_KINDS: [...kinds.VARIATION_KINDS, abbreviation] };
});

const ADDED = 'abbreviation' as (typeof KINDS)[number];
const [question, variant] = ['Where is my account information?', 'Where is my acct info?'];

async function unisono(...args: string[]) {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const code = await runCli(args, { stdout, stderr, env: {}, cwd: '/' });
  return { code, out: stdout.text, err: stderr.text };
}

describe('a kind of rewording that is added to the registry', () => {
  it('is made where it is named, and leaves what is protected', () => {
    const questions = [question, 'What does "account" mean?'].map((text, i) => ({
      ...{ id: `q${i}`, question: text, answer: 'a' },
      split: 'test' as const,
    }));
    const made = vary({ questions, kinds: [ADDED], seed: 1 });
    expect(made.map(({ id, text }) => [id, text])).toEqual([['q0#abbreviation-1', variant]]);
    expect(Variant.parse(made[0])).toEqual(made[0]);
    expect(LEXICAL_KINDS).toContain(ADDED);
    expect(DEFAULT_KINDS).not.toContain(ADDED);
  });

  it('is found in a pair, alone and beside others', () => {
    expect(classifyPair(question, variant).kinds).toEqual([ADDED]);
    expect(classifyPair(question, 'where is our acct info').kinds).toEqual(['pronoun', 'punctuation', 'case', ADDED]);
    expect(classifyPair(question, 'Where is my card information?').kinds).not.toContain(ADDED);
  });

  it('has its step in the canonical form', () => {
    expect(canonicalize(variant)).toBe(canonicalize(question));
    expect(canonicalize(canonicalize(variant))).toBe(canonicalize(variant));
  });

  it('is a kind in records, in help, in messages, in the JSON Schema, in the report and in docs/variation.md', async () => {
    const example = { id: 'q#1', question: 'q', split: 'test', kind: ADDED, text: variant, contexts: [], answer: 'a' };
    expect(Example.safeParse(example).success).toBe(true);
    expect((await unisono('vary', '--help')).out.replace(/\s+/g, ' ')).toContain('semantic, abbreviation');
    expect((await unisono('vary', '--kinds', 'shout')).err).toContain('semantic, abbreviation');
    expect((await unisono('schema', 'run')).out).toContain('"abbreviation"');
    expect(orderKinds([ADDED, 'semantic', 'unknown'])).toEqual(['semantic', ADDED, 'unknown']);
    expect(kindLabel(ADDED)).toBe('abbreviations');
    const pair = { ...{ id: 'q', kind: ADDED, sameContexts: true, models: {} }, question, variant, reference: 'a' };
    expect(pairTable([pair], []).kinds).toEqual(['abbreviations']);
    expect(variationKindsTable()).toContain('| `abbreviation` |  | a word and its usual abbreviation | Where is my');
  });
});
