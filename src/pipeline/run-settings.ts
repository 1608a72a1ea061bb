import { z } from 'zod';
import { SIMILARITY_DISTANCES } from '../consistency/similarity.js';
import { DROP_PROBABILITY } from '../merging/arithmetic/dare.js';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';
import { Pooling } from '../models/pooling.js';
import { DEFAULT_PROMPT } from '../text/prompt.js';
import { Seed, TrainingSettings } from '../training/settings.js';
import { Kind } from '../variation/kind-names.js';
import { EngineSettings } from './engine-settings.js';

const Count = z.int().min(1).max(1_000_000_000);
const Share = z.number().min(0).max(1);
const Path = z.string().min(1);

/** A prompt template that must hold these placeholders. */
function template(...names: string[]) {
  return z.string().regex(new RegExp(names.map((name) => `(?=[\\s\\S]*\\{${name}\\})`).join('')), {
    error: `must contain ${names.map((name) => `{${name}}`).join(' and ')}`,
  });
}

function distinctKinds() {
  return z
    .array(Kind)
    .min(1)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'names a kind twice');
}

/** Upper case, so that no two names share a folder on systems that ignore case. */
const SpecialistName = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9_-]{0,31}$/, 'may hold A-Z, 0-9, "_" and "-", at most 32 of them')
  .refine((name) => !['B', 'SFT', 'ALL', 'MERGED'].includes(name), 'is the name of another model of the ladder');

const CauseQuestions = z.strictObject({
  repeats: Count.default(1).describe('Number of repetitions of each question, to measure noise.'),
  interaction: z.boolean().default(false).describe('Asks questions with the contexts of their rewordings too.'),
  models: z.array(z.string().min(1)).min(1).optional().describe('Models of the ladder to measure. Default: all.'),
});

const Encoder = z
  .strictObject({
    kind: z.enum(['tfidf-svd', 'sentence-transformer']).default('tfidf-svd'),
    dimensions: Count.optional().describe('Dimensions of tfidf-svd. Default: 128.'),
    path: Path.optional().describe('Directory of the sentence-transformer, as written by sentence-transformers.'),
  })
  .check(({ value, issues }) => {
    const refuse = (key: string, message: string) =>
      issues.push({ code: 'custom', message, path: [key], input: value[key as keyof typeof value] });
    const fitted = value.kind === 'tfidf-svd';
    if (fitted && value.path !== undefined) refuse('path', 'applies only with kind: sentence-transformer');
    if (!fitted && value.path === undefined) refuse('path', 'required with kind: sentence-transformer');
    if (!fitted && value.dimensions !== undefined)
      refuse('dimensions', 'applies only with kind: tfidf-svd; a model has a fixed number of dimensions');
  });

const Tuning = z.strictObject({
  uniform: z
    .array(z.number().min(0).max(1))
    .min(1)
    .default([0.2, 0.3, 0.4, 0.5, 0.6])
    .describe('Uniform weights to try: one weight for all layers and models.'),
  scales: z
    .array(z.strictObject({ a: z.number(), b: z.number() }))
    .default([
      { a: 3, b: -1.5 },
      { a: 3, b: -1 },
      { a: 6, b: -2.5 },
    ])
    .describe('w = sigmoid(a r + b).'),
  distances: z
    .array(z.enum(SIMILARITY_DISTANCES))
    .min(1)
    .default(['mean'])
    .describe('Distances to try, each with every scale.'),
  dropProbabilities: z
    .array(z.number().min(0).lt(1))
    .default([0, 0.5])
    .describe('Drop probabilities to try besides that of `merge`, with the best other settings.'),
  guard: z
    .number()
    .min(0)
    .default(0.01)
    .describe('Largest ROUGE-L loss of a merge against the best single specialist.'),
});

/** unisono.yaml: all settings of a run. Paths are relative to the file's folder. */
export const RunSettings = z.strictObject({
  name: z.string().trim().min(1).describe('Title of the report.'),
  seed: Seed,
  model: Path.describe('Hugging Face directory of the base model, or a hub id that was pulled.'),
  data: z.strictObject({
    articles: Path.describe('JSON lines with id, title, text.'),
    train: Path.describe('JSON lines with id, question, answer and, if known, article.'),
    test: Path.describe('Test examples, in the format of train; train and test must not share a question.'),
    paraphrases: Path.optional().describe('JSON lines with id (of a question) and text: the semantic variants.'),
    dev: Path.optional().describe(
      'Development examples for `unisono tune`, in the format of train; must not share a question with train or test.',
    ),
    devParaphrases: Path.optional().describe('Paraphrases of the questions of dev, in the format of paraphrases.'),
  }),
  out: Path.optional().describe("Run directory. Default: runs/<name of the file's folder> in the working directory."),
  engine: EngineSettings.prefault({}).describe('Engine that trains and runs the models.'),
  prompt: z
    .strictObject({
      user: template('contexts', 'question').default(DEFAULT_PROMPT.user),
      passage: template('text').default(DEFAULT_PROMPT.passage).describe('One retrieved passage: {title} and {text}.'),
    })
    .prefault({}),
  variation: z
    .strictObject({
      kinds: distinctKinds()
        .optional()
        .describe('Kinds of rewording to make. Default: all; semantic only with paraphrases.'),
      perKind: Count.default(1).describe('Largest number of variants of each kind per question.'),
      limit: z
        .union([Count, z.strictObject({ train: Count.optional(), test: Count.optional() })])
        .optional()
        .describe('Largest number of variants of each kind in each split, or in the named splits. Default: all.'),
    })
    .prefault({}),
  retrieval: z.strictObject({ k: Count.default(1).describe('Passages per question.') }).prefault({}),
  encoder: Encoder.prefault({}),
  training: TrainingSettings.prefault({}),
  specialists: z
    .record(SpecialistName, distinctKinds())
    .refine((specialists) => Object.keys(specialists).length >= 2, 'at least two are needed for a merge')
    .optional()
    .describe(
      'Kinds of rewording that each specialist is trained on. Default: HTD, SEM and SPA with the kinds in use.',
    ),
  weights: z
    .strictObject({
      a: z.number().default(3).describe('w = sigmoid(a r + b).'),
      b: z.number().default(-1.5),
      queries: z
        .int()
        .min(2)
        .max(1_000_000)
        .default(200)
        .describe('Number of training queries on which similarities are measured.'),
      pooling: Pooling.default('max'),
      distance: z.enum(SIMILARITY_DISTANCES).default('mean'),
      uniform: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('One weight for every layer and model, instead of those from a and b.'),
    })
    .prefault({}),
  merge: z
    .strictObject({
      dropProbability: z
        .number()
        .min(0)
        .lt(1)
        .default(DROP_PROBABILITY)
        .describe('Share of every delta that DARE drops.'),
    })
    .prefault({}),
  tune: Tuning.prefault({}).describe('Settings that `unisono tune` tries.'),
  evaluation: z
    .strictObject({
      threshold: Share.default(0.7).describe('ROUGE-L above which two answers count as the same (RS).'),
      words: z
        .enum(ROUGE_WORDS)
        .default('auto')
        .describe(
          'Words of ROUGE and RS: `rouge-score` (ASCII), `unicode`, or `auto`: unicode where ASCII leaves out most of a text.',
        ),
      maxNewTokens: Count.default(48),
      batch: Count.default(32).describe('Prompts per batch.'),
      resamples: Count.default(2000).describe('Resamples of the paired bootstrap.'),
      bertscore: z
        .strictObject({
          path: Path.describe('Directory of a bidirectional encoder, plain or of sentence-transformers.'),
          layer: z
            .int()
            .min(0)
            .optional()
            .describe('Layer of the compared vectors; 0 for the embeddings. Default: the last layer.'),
        })
        .optional()
        .describe(
          'Encoder that measures BS (BERTScore). Default: the encoder, if it is a sentence-transformer; otherwise BS is not measured.',
        ),
      causes: CauseQuestions.optional().describe(
        'Splits inconsistency into retriever, generator and noise; asks additional questions. Default: no split.',
      ),
    })
    .prefault({}),
});

/** Validated settings with their defaults; paths as they are written in the file. */
export type RunSettings = z.output<typeof RunSettings>;
