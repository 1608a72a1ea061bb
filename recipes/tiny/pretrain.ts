/**
 * Trains models/tiny from scratch with unisono's own trainer: `npm run pretrain`.
 * Resumable: after a kill it resumes from its last checkpoint. Nothing of the help center's test questions
 * or articles is read, but for the spelling of the articles' and training questions' words (tokenizer and lexicon).
 */
import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RandomStream, readJsonLines, writeJson } from 'unisono/core';
import { Generator } from 'unisono/generation';
import { rougeL } from 'unisono/metrics';
import { ModelConfig, saveModel } from 'unisono/models';
import { answeredIds, DEFAULT_PROMPT, type Passage, promptIds, ragMessages, Tokenizer } from 'unisono/text';
import {
  type Batch,
  restoreTrainingState,
  StepSettings,
  type StepShape,
  saveTrainingState,
  shapeOf,
  Trainer,
} from 'unisono/training';
import { z } from 'zod';
import { tokenizerJson, trainBpe } from './bpe.js';

import { Lexicon } from './lexicon.js';
import { readingInit } from './reading-init.js';
import { Page, ReadingTask } from './reading-task.js';

const { values: flags } = parseArgs({
  options: {
    steps: { type: 'string', default: '200' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string', default: 'models/tiny' },
    work: { type: 'string', default: '.cache/pretrain' },
    muon: { type: 'string', default: '0.0003' },
    adamw: { type: 'string', default: '0.00015' },
    seed: { type: 'string', default: '1' },
    'evaluate-every': { type: 'string', default: '50' },
  },
});

const SPECIAL = ['<|bos|>', '<|eos|>', '<|pad|>', '<|user|>', '<|assistant|>'];
const VOCABULARY = 4096;
/**
 * Items of a batch and tokens of an item, at most, by the sentences of its passage: about 2,600 tokens a batch, for many
 * small steps teach copying sooner than few large ones.
 */
const SIZES: Readonly<Record<number, { readonly rows: number; readonly length: number }>> = {
  2: { rows: 24, length: 112 },
  3: { rows: 20, length: 128 },
  4: { rows: 18, length: 144 },
  5: { rows: 16, length: 160 },
  6: { rows: 15, length: 176 },
  7: { rows: 14, length: 192 },
};
const CHAT_TEMPLATE =
  "{{ bos_token }}{% for m in messages %}{{ '<|' + m.role + '|> ' + m.content }}{% if m.role == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

const CONFIG = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 256,
  intermediate_size: 768,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  num_key_value_heads: 4,
  head_dim: 64,
  vocab_size: VOCABULARY,
  max_position_embeddings: 512,
  rms_norm_eps: 1e-5,
  rope_theta: 100000,
  tie_word_embeddings: true,
  attention_bias: false,
  mlp_bias: false,
  hidden_act: 'silu',
  bos_token_id: 0,
  eos_token_id: 1,
  pad_token_id: 2,
};

const seed = Number(flags.seed);
const steps = Number(flags.steps);
const options = { threads: Number(flags.threads) };
const stage = join(flags.work, 'template');

const pages = readJsonLines('recipes/tiny/corpus.jsonl', Page);
const articles = readJsonLines(
  'examples/bank-help/articles.jsonl',
  z.looseObject({ id: z.string(), title: z.string(), text: z.string() }),
);
const questions = readJsonLines(
  'examples/bank-help/train.jsonl',
  z.looseObject({ article: z.string(), question: z.string(), answer: z.string() }),
);

const pageTexts = pages.flatMap((page) => [
  page.title,
  ...page.sentences,
  ...page.questions.flatMap((q) => [q.question, q.also]),
]);
const helpTexts = [
  ...articles.flatMap(({ title, text }) => [title, text]),
  ...questions.map(({ question }) => question),
];

if (!existsSync(join(stage, 'tokenizer.json'))) {
  mkdirSync(stage, { recursive: true });
  const texts = [...pageTexts, ...helpTexts].map((text) => ` ${text.toLowerCase()}`);
  const merges = trainBpe(texts, VOCABULARY - SPECIAL.length - 256);
  writeJson(join(stage, 'tokenizer.json'), tokenizerJson(SPECIAL, merges));
  writeJson(join(stage, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: '<|bos|>',
    eos_token: '<|eos|>',
    pad_token: '<|pad|>',
    model_max_length: CONFIG.max_position_embeddings,
    clean_up_tokenization_spaces: false,
    chat_template: CHAT_TEMPLATE,
  });
  writeJson(join(stage, 'config.json'), CONFIG);
  writeJson(join(stage, 'generation_config.json'), {
    bos_token_id: 0,
    eos_token_id: 1,
    pad_token_id: 2,
    do_sample: false,
  });
}

const tokenizer = Tokenizer.load(stage);
const config = ModelConfig.parse(CONFIG);
const token = (text: string) => {
  const ids = tokenizer.encode(text);
  if (ids.length !== 1) throw new Error(`"${text}" is ${ids.length} tokens, not one`);
  return ids[0] as number;
};
const parameters = readingInit(config, seed, {
  beginning: CONFIG.bos_token_id,
  sentenceEnds: [token('.'), token(':')],
  question: token(' question'),
  answer: token('<|assistant|>'),
  end: CONFIG.eos_token_id,
});
const task = new ReadingTask(pages, new Lexicon([...pageTexts, ...helpTexts]), seed);

/** Sentences of the passages of batch `step`, 2 to 7: short ones first, which teach copying, then more of the long ones. */
function sentencesAt(step: number): number {
  const draw = new RandomStream(seed, `sentences ${step}`);
  if (step < 30) return 2 + draw.below(2);
  return step < steps * 0.3 ? 2 + draw.below(6) : 4 + draw.below(4);
}

/** Batch `step`, and one shape for all batches of its kind, so that few are compiled; items that are too long are passed over. */
function batchAt(step: number): { batch: Batch; shape: StepShape } {
  const sentences = sentencesAt(step);
  const { rows, length } = SIZES[sentences] as { rows: number; length: number };
  const sequences = [];
  for (let index = step * 1000; sequences.length < rows; index++) {
    const { passage, question, answer } = task.item(index, sentences);
    const sequence = answeredIds(tokenizer, ragMessages(DEFAULT_PROMPT, [passage], question), answer);
    if (sequence.ids.length <= length) sequences.push(sequence);
  }
  const batch = { sequences, triplets: [] };
  const fitting = shapeOf(batch);
  return { batch, shape: { ...fitting, length, answers: Math.max(fitting.answers, rows * 24) } };
}

interface Probe {
  readonly passage: Passage;
  readonly question: string;
  readonly answer: string;
}
const unseen: Probe[] = Array.from({ length: 64 }, (_, i) => task.item(2 ** 40 + i, 6));
const bank: Probe[] = questions
  .filter((_, i) => i % 4 === 0)
  .slice(0, 96)
  .map(({ article, question, answer }) => ({
    passage: articles.find(({ id }) => id === article) as Passage,
    question,
    answer,
  }));

/** Mean ROUGE-L of greedy answers with the right passage given. */
async function evaluate(probes: readonly Probe[], sample = 0): Promise<number> {
  const generator = new Generator(config, parameters, options);
  const prompts = probes.map(({ passage, question }) =>
    promptIds(tokenizer, ragMessages(DEFAULT_PROMPT, [passage], question)),
  );
  let sum = 0;
  for (let start = 0; start < prompts.length; start += 32) {
    const answers = await generator.generate(prompts.slice(start, start + 32), 48);
    for (const [i, ids] of answers.entries()) {
      const { question, answer } = probes[start + i] as Probe;
      const said = tokenizer.decode(ids);
      sum += rougeL(answer, said).f1;
      if (start + i < sample) console.log(`    ${question}\n      expected ${answer}\n      answered ${said}`);
    }
  }
  await generator.release();
  return sum / probes.length;
}

const trainer = await Trainer.create(
  'tiny',
  config,
  parameters,
  {
    ...StepSettings.parse({
      warmup: Math.min(1, 50 / steps),
      schedule: 'trapezoid',
      optimizer: 'muon',
      learningRate: Number(flags.adamw),
      muonLearningRate: Number(flags.muon),
      beta2: 0.95,
      weightDecay: 0,
    }),
    steps,
  },
  options,
);
const stateFile = join(flags.work, 'state.safetensors');
const { next, log } = restoreTrainingState(stateFile, parameters, trainer.optimizer.state);
const started = performance.now();
for (let step = next; step < steps; step++) {
  if (step % Number(flags['evaluate-every']) === 0) {
    const scores = { step, unseen: await evaluate(unseen), bank: await evaluate(bank, 3) };
    console.log(JSON.stringify(scores));
    appendFileSync(join(flags.work, 'dev.jsonl'), `${JSON.stringify(scores)}\n`);
  }
  const { batch, shape } = batchAt(step);
  const line = await trainer.step(step, batch, shape);
  log.push(line);
  if (step % 25 === 24) {
    const recent = log.slice(-25).reduce((sum, { ce }) => sum + ce, 0) / 25;
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `step ${step + 1}/${steps}  ce ${recent.toFixed(3)}  norm ${line.gradientNorm.toFixed(2)}  ${(seconds / (step + 1 - next)).toFixed(2)} s/step  ${line.tokens} tokens`,
    );
  }
  if ((step + 1) % 100 === 0)
    saveTrainingState(stateFile, { parameters, optimizer: trainer.optimizer.state, next: step + 1, log });
}
console.log(JSON.stringify({ step: steps, unseen: await evaluate(unseen), bank: await evaluate(bank, 12) }));
await trainer.release();
await saveModel(flags.out, stage, config, parameters, 'BF16');
rmSync(stateFile, { force: true });
