import { z } from 'zod';
import { SIMILARITY_DISTANCES } from '../consistency/similarity.js';
import { DROP_PROBABILITY } from '../merging/arithmetic/dare.js';
import { ROUGE_WORDS } from '../metrics/rouge-tokens.js';
import { LoraSettings } from '../models/lora.js';
import { Pooling } from '../models/pooling.js';
import { DEFAULT_PROMPT } from '../text/prompt.js';
import { Schedule } from '../training/schedule.js';
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

const Triplet = z.strictObject({
  alpha: z.number().min(0).default(0.3).describe('Weight of the triplet loss beside the cross-entropy.'),
  margin: z.number().min(0).default(0.3).describe('In units of the distance (cosine: 0 to 2).'),
  distance: z.enum(['cosine', 'euclidean']).default('cosine'),
  pooling: Pooling.default('max').describe('How the hidden states of a query become one feature.'),
  layer: z.int().default(-1).describe('Whose hidden state is the feature; 0 the embeddings, -1 the last layer.'),
  neighbors: Count.default(10).describe(
    'Positives are drawn from so many nearest queries, negatives from as many farthest.',
  ),
});

const Kl = z.strictObject({
  weight: z.number().min(0).default(1).describe('Beside the cross-entropy; 0 trains on the same pairs without it.'),
});

const Training = z
  .strictObject({
    epochs: Count.default(2),
    batch: Count.default(16).describe('Examples per step.'),
    learningRate: z.number().positive().default(0.0007).describe('Peak learning rate of AdamW.'),
    weightDecay: z.number().min(0).default(0.01),
    warmup: Share.default(0.1).describe('Share of the steps in which the learning rate rises.'),
    schedule: Schedule.default('linear').describe('How the learning rate moves after warm-up.'),
    maxGradientNorm: z
      .number()
      .min(0)
      .default(1)
      .describe('Gradients are scaled down to this norm; 0 leaves them alone.'),
    dtype: z.enum(['F32', 'F16', 'BF16']).default('BF16').describe('Element type of the trained models on disk.'),
    checkpointEvery: Count.default(25).describe('Steps between checkpoints.'),
    triplet: Triplet.prefault({}),
    kl: Kl.optional().describe(
      'Adds the model ALL+KL: as ALL, with the symmetric KL between the answers to two wordings of a question.',
    ),
    lora: LoraSettings.optional().describe(
      'Trains low-rank adapters and merges them in. Default: all weights are trained.',
    ),
    microBatch: Count.optional().describe('Examples read at a time; their gradients are added up. Default: the batch.'),
    checkpointLayers: z
      .boolean()
      .default(false)
      .describe('Computes layers again for their gradient: less memory, a quarter more time.'),
  })
  .check(({ value, issues }) => {
    if (!value.kl) return;
    for (const key of ['batch', 'microBatch'] as const) {
      if ((value[key] ?? 0) % 2 === 0) continue;
      const message = 'must be even with kl, which reads two wordings of a question at a time';
      issues.push({ code: 'custom', message, path: [key], input: value[key] });
    }
  });

const CauseQuestions = z.strictObject({
  repeats: Count.default(1).describe('Times that each question is asked again, for the noise floor.'),
  interaction: z.boolean().default(false).describe('Asks questions with the contexts of their rewordings too.'),
  models: z.array(z.string().min(1)).min(1).optional().describe('Of the ladder. Default: all.'),
});

const Encoder = z
  .strictObject({
    kind: z.enum(['tfidf-svd', 'sentence-transformer']).default('tfidf-svd'),
    dimensions: Count.optional().describe('Of tfidf-svd, which is fitted to the data. Default: 128.'),
    path: Path.optional().describe('Of sentence-transformer: a directory that sentence-transformers has written.'),
  })
  .check(({ value, issues }) => {
    const refuse = (key: string, message: string) =>
      issues.push({ code: 'custom', message, path: [key], input: value[key as keyof typeof value] });
    const fitted = value.kind === 'tfidf-svd';
    if (fitted && value.path !== undefined) refuse('path', 'is for kind: sentence-transformer');
    if (!fitted && value.path === undefined) refuse('path', 'is required for kind: sentence-transformer');
    if (!fitted && value.dimensions !== undefined) refuse('dimensions', 'is for kind: tfidf-svd; a model has its own');
  });

const Tuning = z.strictObject({
  uniform: z.array(z.number().min(0).max(1)).min(1).default([0.2, 0.3, 0.4, 0.5, 0.6]).describe('One weight for all.'),
  scales: z
    .array(z.strictObject({ a: z.number(), b: z.number() }))
    .default([
      { a: 3, b: -1.5 },
      { a: 3, b: -1 },
      { a: 6, b: -2.5 },
    ])
    .describe('w = sigmoid(a r + b).'),
  distances: z.array(z.enum(SIMILARITY_DISTANCES)).min(1).default(['mean']).describe('Each with every scale.'),
  dropProbabilities: z
    .array(z.number().min(0).lt(1))
    .default([0, 0.5])
    .describe('Tried beside that of `merge`, with the best of the others.'),
  guard: z.number().min(0).default(0.01).describe('ROUGE-L that a merge may lose against the best single specialist.'),
});

/** unisono.yaml: everything that decides a run. Paths are relative to the file's folder. */
export const RunSettings = z.strictObject({
  name: z.string().trim().min(1).describe('Shown in the report.'),
  seed: z.int().min(0).max(0xffffffff).default(1).describe('Decides every random choice.'),
  model: Path.describe('Hugging Face directory of the base model, or a hub id that was pulled.'),
  data: z.strictObject({
    articles: Path.describe('JSON lines with id, title, text.'),
    train: Path.describe('JSON lines with id, question, answer and, where it is known, article.'),
    test: Path.describe('As train; the two share no question.'),
    paraphrases: Path.optional().describe('JSON lines with id (of a question) and text: the semantic variants.'),
    dev: Path.optional().describe('As train; what `unisono tune` judges by. It shares no question with the others.'),
    devParaphrases: Path.optional().describe('As paraphrases, of the questions of dev.'),
  }),
  out: Path.optional().describe("Run directory. Default: runs/<name of the file's folder> in the working directory."),
  engine: EngineSettings.prefault({}).describe('What runs the models.'),
  prompt: z
    .strictObject({
      user: template('contexts', 'question').default(DEFAULT_PROMPT.user),
      passage: template('text').default(DEFAULT_PROMPT.passage).describe('One retrieved passage: {title} and {text}.'),
    })
    .prefault({}),
  variation: z
    .strictObject({
      kinds: distinctKinds().optional().describe('Default: all, without semantic where there are no paraphrases.'),
      perKind: Count.default(1).describe('Variants of each kind per question, at most.'),
      limit: z
        .union([Count, z.strictObject({ train: Count.optional(), test: Count.optional() })])
        .optional()
        .describe('Variants of each kind in each split, or in the splits named, at most. Default: all.'),
    })
    .prefault({}),
  retrieval: z.strictObject({ k: Count.default(1).describe('Passages per question.') }).prefault({}),
  encoder: Encoder.prefault({}),
  training: Training.prefault({}),
  specialists: z
    .record(SpecialistName, distinctKinds())
    .refine((specialists) => Object.keys(specialists).length >= 2, 'at least two are needed for a merge')
    .optional()
    .describe('Kinds that each specialist is trained on. Default: HTD, SEM and SPA with the kinds that are made.'),
  weights: z
    .strictObject({
      a: z.number().default(3).describe('w = sigmoid(a r + b).'),
      b: z.number().default(-1.5),
      queries: z
        .int()
        .min(2)
        .max(1_000_000)
        .default(200)
        .describe('Training queries that similarities are measured on.'),
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
  tune: Tuning.prefault({}).describe('What `unisono tune` tries.'),
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
      resamples: Count.default(2000).describe('Of the paired bootstrap.'),
      bertscore: z
        .strictObject({
          path: Path.describe('Directory of a bidirectional encoder, plain or of sentence-transformers.'),
          layer: z.int().min(0).optional().describe('Whose vectors are compared; 0 the embeddings. Default: the last.'),
        })
        .optional()
        .describe('What measures BS. Default: the encoder, if it is a sentence-transformer; else BS is not measured.'),
      causes: CauseQuestions.optional().describe(
        'Splits inconsistency into retriever, generator and noise, which takes more questions. Default: it is not split.',
      ),
    })
    .prefault({}),
});

/** Validated settings with their defaults; paths as they are written in the file. */
export type RunSettings = z.output<typeof RunSettings>;
