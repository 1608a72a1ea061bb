import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSafetensors, type TensorData, writeSafetensors } from '../src/tensors/safetensors.js';
import { events, MAIN, type Outcome, start, succeed, unisono } from './cli.js';
import { copyProject, makeProject, type Project, type ProjectFile } from './small-project.js';
import { hashesOf, leftovers } from './tree.js';

const TIMEOUT = 120_000;

/** A mistake, and what a user must be told about it. */
interface Mistake {
  readonly what: string;
  /** Arguments by spaces; run in the project's folder. Default: the whole run. */
  readonly command?: string;
  readonly make?: (project: Project) => void;
  /** 2 for a mistake in what was asked. */
  readonly exit?: 1 | 2;
  readonly code: string;
  /** The place and the remedy, each a part of the message; `~` is the project's folder. */
  readonly says: readonly string[];
}

const RUN = 'run unisono.yaml';

/** Changes one line (1-based) of a file. */
function editLine(project: Project, file: ProjectFile, line: number, change: (text: string) => string): void {
  project.edit(file, (text) =>
    text
      .split('\n')
      .map((content, i) => (i === line - 1 ? change(content) : content))
      .join('\n'),
  );
}

const lineOf = (project: Project, file: ProjectFile, line: number) =>
  readFileSync(project.path(file), 'utf8').split('\n')[line - 1] as string;

const append = (project: Project, file: ProjectFile, line: string) => project.edit(file, (text) => `${text}${line}\n`);

function editConfig(project: Project, change: Record<string, unknown>): void {
  const path = join(project.model, 'config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

function editTensors(project: Project, change: (tensor: TensorData) => TensorData | undefined): void {
  const path = join(project.model, 'model.safetensors');
  const file = openSafetensors(path);
  const tensors = [...file.tensors].flatMap(([name, { dtype, shape }]) => {
    const changed = change({ name, dtype, shape, data: file.read(name) });
    return changed ? [changed] : [];
  });
  file.close();
  writeSafetensors(path, tensors);
}

const COMMAND_LINE: Mistake[] = [
  { what: 'unknown command', command: 'rnu x', code: 'BAD_FLAG', says: ["'rnu'", 'Did you mean run?', '--help'] },
  { what: 'unknown flag', command: `${RUN} --forse`, code: 'BAD_FLAG', says: ['--forse', 'Did you mean --force?'] },
  { what: 'missing argument', command: 'run', code: 'BAD_FLAG', says: ["'config'", 'unisono run --help'] },
  { what: 'argument too many', command: 'run a b', code: 'BAD_FLAG', says: ['too many', 'unisono run --help'] },
  { what: 'missing flag', command: 'vary --data .', code: 'BAD_FLAG', says: ["'--out <file>'", 'vary --help'] },
  {
    what: 'number out of range',
    command: 'vary --data . --per-kind 0 --out v.jsonl',
    code: 'BAD_FLAG',
    says: ["'--per-kind <n>' argument '0'", 'a whole number of at least 1'],
  },
  {
    what: 'unknown kind',
    command: 'vary --data . --kinds how-to --out v.jsonl',
    code: 'BAD_FLAG',
    says: ["'how-to'", 'how-form, pronoun, number, article, punctuation, semantic'],
  },
  {
    what: 'model without a name',
    command: 'merge --base model --model model --weights w.json --out m',
    code: 'BAD_FLAG',
    says: ["'--model <name=folder>'", 'NAME=PATH'],
  },
  {
    what: 'name that would leave the folder',
    command: 'weights --model ../A=model --queries q --encoder e --out w',
    code: 'BAD_FLAG',
    says: ["'../A=model'", 'Names may hold'],
  },
].map((mistake) => ({ ...mistake, exit: 2 }));

const SETTINGS: Mistake[] = [
  {
    what: 'unknown key',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('epochs:', 'epoch:')),
    code: 'UNKNOWN_KEY',
    says: ['unisono.yaml:22: ', '"training.epoch"', 'did you mean "epochs"?', 'Known keys: epochs, batch,'],
  },
  {
    what: 'wrong type',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('epochs: 1', 'epochs: two')),
    code: 'BAD_SETTING',
    says: ['unisono.yaml: training.epochs: expected number', '(line 22)', 'Correct that setting'],
  },
  {
    what: 'kind that is not made',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('[semantic]', '[article]')),
    code: 'BAD_SETTING',
    says: ['specialists.SEM.0', '(line 18)', 'how-form, pronoun, number, semantic are'],
  },
  {
    what: 'malformed YAML',
    make: (project) => project.edit('unisono.yaml', (yaml) => yaml.replace('  epochs', '\tepochs')),
    code: 'BAD_YAML',
    says: ['unisono.yaml:22:1: ', 'Mend that line'],
  },
  {
    what: 'empty YAML',
    make: (project) => project.edit('unisono.yaml', () => ''),
    code: 'BAD_SETTING',
    says: ['unisono.yaml: name: is required'],
  },
].map((mistake) => ({ ...mistake, exit: 2 }));

const DATA_FILES = ['articles.jsonl', 'train.jsonl', 'test.jsonl', 'paraphrases.jsonl'] as const;

const DATA: Mistake[] = [
  {
    what: 'missing configuration',
    command: 'run no.yaml',
    code: 'FILE_NOT_FOUND',
    says: ['no.yaml', 'Check the path'],
  },
  { what: 'folder as configuration', command: 'run .', code: 'FILE_UNREADABLE', says: ['EISDIR', 'that it is a file'] },
  ...DATA_FILES.flatMap((file): Mistake[] => [
    {
      what: `malformed line in ${file}`,
      make: (project) => editLine(project, file, 3, (line) => line.slice(0, -2)),
      code: 'BAD_JSON_LINE',
      says: [`~/${file}:3: not a valid JSON line`, 'Mend or remove that line'],
    },
    {
      what: `empty ${file}`,
      make: (project) => project.edit(file, () => '\n'),
      code: 'EMPTY_DATASET',
      says: [`~/${file}: holds no records`, 'Give at least one JSON line'],
    },
  ]),
  {
    what: 'record without a field',
    make: (project) => editLine(project, 'train.jsonl', 2, () => '{"id":"x","question":"Who?"}'),
    code: 'BAD_RECORD',
    says: ['~/train.jsonl:2: answer', 'Mend or remove that line'],
  },
  {
    what: 'missing data file',
    make: (project) => rmSync(project.path('test.jsonl')),
    code: 'FILE_NOT_FOUND',
    says: ['~/test.jsonl: no such file', 'Check the path'],
  },
  {
    what: 'article given twice',
    make: (project) => append(project, 'articles.jsonl', lineOf(project, 'articles.jsonl', 4)),
    code: 'DUPLICATE_ID',
    says: ['~/articles.jsonl:13: id "', 'Give every record an id of its own'],
  },
  {
    what: 'question id of both splits',
    make: (project) => {
      const { id, answer } = JSON.parse(lineOf(project, 'train.jsonl', 1));
      append(project, 'test.jsonl', JSON.stringify({ id, question: 'Something else?', answer }));
    },
    code: 'DUPLICATE_ID',
    says: ['~/test.jsonl:9: id "', 'Give every record an id of its own'],
  },
  {
    what: 'unknown article',
    make: (project) =>
      editLine(project, 'train.jsonl', 5, (line) => line.replace(/"article":"[^"]*"/, '"article":"nowhere"')),
    code: 'UNKNOWN_REFERENCE',
    says: ['~/train.jsonl:5: article "nowhere" is not in', 'Correct the id'],
  },
  {
    what: 'question of both splits',
    make: (project) => {
      const question = JSON.parse(lineOf(project, 'train.jsonl', 1));
      append(project, 'test.jsonl', JSON.stringify({ ...question, id: 'other' }));
    },
    code: 'SPLIT_OVERLAP',
    says: ['is in both ~/train.jsonl and ~/test.jsonl', 'Remove it from one of them'],
  },
];

const MODELS: Mistake[] = (
  [
    {
      what: 'missing model',
      make: (project) => rmSync(project.model, { recursive: true }),
      code: 'FILE_NOT_FOUND',
      says: ['model: no such file', 'Check the path'],
    },
    {
      what: 'model without config.json',
      make: (project) => rmSync(join(project.model, 'config.json')),
      code: 'NOT_A_MODEL',
      says: ['model: not a model directory (no config.json)', 'Give a Hugging Face directory'],
    },
    {
      what: 'model without tokenizer.json',
      make: (project) => rmSync(join(project.model, 'tokenizer.json')),
      code: 'NOT_A_MODEL',
      says: ['model: not a model directory (no tokenizer.json)', 'Give a Hugging Face directory'],
    },
    {
      what: 'unsupported architecture',
      make: (project) => writeFileSync(join(project.model, 'config.json'), '{"model_type":"gpt2","n_embd":32}'),
      code: 'UNSUPPORTED_MODEL',
      says: ['config.json: model_type = gpt2', 'Supported: llama'],
    },
    {
      what: 'truncated weights',
      make: (project) => truncateSync(join(project.model, 'model.safetensors'), 100_000),
      code: 'BAD_SAFETENSORS',
      says: ['model.safetensors', 'reaches beyond the end of the file', 'Download or write it again'],
    },
    {
      what: 'tensor of another shape',
      make: (project) =>
        editTensors(project, (tensor) =>
          tensor.name === 'model.norm.weight' ? { ...tensor, shape: [16], data: new Float32Array(16) } : tensor,
        ),
      code: 'TENSOR_SHAPE',
      says: ['model: tensor "model.norm.weight" has shape [16], expected [32]', 'of another model'],
    },
    {
      what: 'missing tensor',
      make: (project) => editTensors(project, (tensor) => (tensor.name === 'model.norm.weight' ? undefined : tensor)),
      code: 'TENSOR_MISSING',
      says: ['"model.norm.weight" is missing', 'incomplete or of another architecture'],
    },
    {
      what: 'tokenizer of a larger model',
      make: (project) => {
        editConfig(project, { vocab_size: 300 });
        editTensors(project, (tensor) =>
          tensor.name.includes('embed') ? { ...tensor, shape: [300, 32], data: new Float32Array(9600) } : tensor,
        );
      },
      code: 'NOT_A_MODEL',
      says: ['tokenizer.json has a token', 'a vocab_size of 300'],
    },
    {
      what: 'prompt that is too long',
      make: (project) => editConfig(project, { max_position_embeddings: 64 }),
      code: 'PROMPT_TOO_LONG',
      says: ['example "', 'the model takes at most 16', 'lower retrieval.k'],
    },
  ] satisfies Mistake[]
).map((mistake) => ({ ...mistake, command: 'generate --model model --examples made/test.jsonl --out answers.jsonl' }));

const STAGES: Mistake[] = [
  {
    what: 'a run with a folder that is no model',
    make: (project) => {
      rmSync(project.model, { recursive: true });
      mkdirSync(project.model);
    },
    code: 'NOT_A_MODEL',
    says: ['~/model', 'no config.json'],
  },
  {
    what: 'a triplet layer that the model does not have',
    command: RUN,
    make: (project) =>
      project.edit('unisono.yaml', (yaml) => yaml.replace('training:', 'training:\n  triplet: { layer: 9 }')),
    code: 'BAD_ARGUMENT',
    says: ['training.triplet.layer: the model has no layer 9', 'give one from -3 to 2'],
  },
  {
    what: 'a stage that was not run before',
    command: 'retrieve --data . --variants no.jsonl --out r',
    code: 'FILE_NOT_FOUND',
    says: ['no.jsonl', 'run the stage that writes it: unisono vary'],
  },
  {
    what: 'a file of another stage',
    command: 'generate --model model --examples made/variants.jsonl --out answers.jsonl',
    code: 'BAD_RECORD',
    says: ['variants.jsonl:1: contexts', 'Mend or remove that line'],
  },
  {
    what: 'training examples that were not encoded',
    command: 'train --base model --examples made/test.jsonl --encoded made --out t',
    code: 'BAD_DOCUMENT',
    says: ['made/queries.jsonl: example "', 'run unisono encode with the same examples'],
  },
  {
    what: 'answers to other examples',
    command: 'evaluate --examples made/train.jsonl --answers B=made/answers.jsonl --out s',
    make: (project) => writeFileSync(project.path('made/answers.jsonl'), '{"id":"x","answer":"yes"}\n'),
    code: 'UNKNOWN_REFERENCE',
    says: ['made/train.jsonl:1: example "', 'is not in ~/made/answers.jsonl'],
  },
  {
    what: 'weights of other models',
    command: 'merge --base model --model A=model --model B=model --weights made/encoder.json --out m',
    code: 'BAD_DOCUMENT',
    says: ['made/encoder.json: ', 'perLayer'],
  },
  {
    what: 'a merge into one of its models',
    command: 'merge --base model --model A=model --weights made/weights.json --out model',
    make: (project) => {
      const layer = { d: [0], inv: [1], r: [1], w: [0.5] };
      const perLayer = [0, 1].map((index) => ({ layer: index, ...layer }));
      const weights = { encoder: 'e', pooling: 'max', distance: 'mean', a: 3, b: -1.5, queries: 2 };
      writeFileSync(
        project.path('made/weights.json'),
        JSON.stringify({ ...weights, models: ['A'], layers: 2, perLayer }),
      );
    },
    exit: 2,
    code: 'BAD_SETTING',
    says: ['~/model: out: is or contains', 'give another directory'],
  },
  {
    what: 'report data that are none',
    command: 'report made/encoder.json --out report.html',
    code: 'BAD_DOCUMENT',
    says: ['made/encoder.json: title', 'Mend that field'],
  },
];

const PLACES: Mistake[] = [
  {
    what: 'a file where the run directory should be',
    make: (project) => writeFileSync(project.out, 'mine'),
    code: 'FILE_UNWRITABLE',
    says: ['~/out: cannot be written (EEXIST)', 'Check permissions and free space'],
  },
  {
    what: 'a file where a stage should be',
    make: (project) => {
      mkdirSync(project.out);
      writeFileSync(join(project.out, 'vary'), 'mine');
    },
    code: 'FILE_UNWRITABLE',
    says: ['~/out/vary: cannot be written', 'Check permissions and free space'],
  },
  {
    what: 'a place below a file',
    command: 'vary --data . --out train.jsonl/variants.jsonl',
    code: 'FILE_UNWRITABLE',
    says: ['~/train.jsonl/variants.jsonl: cannot be written', 'Check permissions and free space'],
  },
  {
    what: 'a folder with something else in it where a model should be',
    command: 'train --base model --examples made/train.jsonl --encoded made --out t',
    make: (project) => {
      mkdirSync(project.path('t/model'), { recursive: true });
      writeFileSync(project.path('t/model/mine'), 'mine');
      writeFileSync(project.path('t/plan.json'), 'older');
    },
    code: 'FILE_UNWRITABLE',
    says: ['~/t/model: cannot be written', 'exists and is not a model directory'],
  },
];

let pristine: Project;

beforeAll(async () => {
  pristine = makeProject();
  const at = { cwd: pristine.folder };
  await succeed(['vary', '--data', '.', '--out', 'made/variants.jsonl'], at);
  await succeed(['retrieve', '--data', '.', '--variants', 'made/variants.jsonl', '--out', 'made'], at);
  const encode = ['--articles', 'articles.jsonl', '--examples', 'made/train.jsonl', '--dimensions', '8'];
  await succeed(['encode', ...encode, '--out', 'made'], at);
}, TIMEOUT);

afterAll(() => rmSync(pristine.folder, { recursive: true, force: true }));

/** A copy of the project for as long as `test` takes. */
async function inCopy(test: (project: Project) => Promise<void>): Promise<void> {
  const project = copyProject(pristine);
  try {
    await test(project);
  } finally {
    rmSync(project.folder, { recursive: true, force: true });
  }
}

/** No file may be new or changed but those of stages that are complete, and what a later run resumes from. */
function expectNothingHalfWritten({ folder }: Project, before: Record<string, string>): void {
  const after = hashesOf(folder);
  expect(after).toMatchObject(before);
  const made = Object.keys(after).filter((name) => !(name in before) && !name.includes('/.work-'));
  expect(made.filter((name) => !existsSync(join(folder, stageFolder(name), 'stage.json')))).toEqual([]);
  expect(leftovers(folder, false)).toEqual([]);
}

const stageFolder = (name: string) =>
  /^out\/(train|generate)\//.test(name) ? name.split('/').slice(0, 3).join('/') : dirname(name);

function expectError({ code, signal, out, err }: Outcome, project: Project, mistake: Mistake): void {
  expect([code, signal, out], err).toEqual([mistake.exit ?? 1, null, '']);
  const lines = err.trimEnd().split('\n');
  expect(lines, err).toHaveLength(1);
  const message = (lines[0] as string).replaceAll(project.folder, '~');
  expect(message).toMatch(new RegExp(`^error ${mistake.code}: `));
  for (const part of mistake.says) expect(message).toContain(part);
  expect(message).not.toMatch(/INTERNAL|\bat .*:\d+:\d+|undefined is|\[object/);
}

/** Runs the built command line within this process: the same code as in one of its own, without the time to start it. */
async function unisonoHere(args: readonly string[], cwd: string): Promise<Outcome> {
  const { runCli } = await import(new URL('program.js', `file://${MAIN}`).href);
  const streams = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        streams[name] += String(chunk);
        done();
      },
    });
  const before = process.cwd();
  process.chdir(cwd);
  try {
    const code = await runCli(args, { stdout: into('out'), stderr: into('err'), env: {}, cwd });
    return { code, signal: null, ...streams };
  } finally {
    process.chdir(before);
  }
}

describe.each([
  ['the command line', COMMAND_LINE],
  ['unisono.yaml', SETTINGS],
  ['the data', DATA],
  ['the model', MODELS],
  ['stages that do not fit together', STAGES],
  ['places that cannot be written', PLACES],
])('a mistake in %s', (_, mistakes) => {
  it.each(mistakes)(
    'is told with its place and remedy: $what',
    async (mistake) => {
      await inCopy(async (project) => {
        mistake.make?.(project);
        const args = (mistake.command ?? RUN).split(' ');
        const before = hashesOf(project.folder);
        expectError(await unisono([...args, '--quiet'], { cwd: project.folder }), project, mistake);
        expectNothingHalfWritten(project, before);

        const json = await unisonoHere([...args, '--json'], project.folder);
        expect(json.err).toBe('');
        const told = events(json).filter(({ event }) => event !== 'task');
        expect(told).toEqual([expect.objectContaining({ event: 'error', code: mistake.code, exitCode: json.code })]);
        expect(json.code).toBe(mistake.exit ?? 1);
        const message = String(told[0]?.message).replaceAll(project.folder, '~');
        for (const part of mistake.says) expect(message).toContain(part);
        expectNothingHalfWritten(project, before);
      });
    },
    TIMEOUT,
  );
});

describe('a run directory in which another run is at work', () => {
  it(
    'is left alone',
    async () => {
      await inCopy(async (project) => {
        const first = start(['run', project.config]);
        try {
          const lock = join(project.out, '.lock');
          while (!existsSync(lock)) await new Promise((resolve) => setTimeout(resolve, 10));
          const second = await unisono(['run', project.config, '--quiet']);
          expectError(second, project, {
            what: 'lock',
            code: 'RUN_LOCKED',
            says: ['~/out: another unisono', `(process ${first.child.pid})`, 'Wait for it'],
          });
          expect(existsSync(lock)).toBe(true);
        } finally {
          first.child.kill('SIGKILL');
          await first.ended;
        }
      });
    },
    TIMEOUT,
  );
});

/** Mounts need a namespace of their own, which some containers do not grant; kill-resume.test.ts limits files instead. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0;

describe('a full disk', () => {
  it.skipIf(!canMount)(
    'ends a run with DISK_FULL and nothing half-written',
    async () => {
      await inCopy(async (project) => {
        mkdirSync(project.out);
        // The mount is gone with the process, so what was left is listed before that.
        const script = `mount -t tmpfs -o size=600k none out || exit 99
        "$0" "$1" ${RUN} --quiet; code=$?; cd out && find . -type f; exit $code`;
        const args = ['-rm', 'bash', '-c', script, process.execPath, MAIN];
        const { status, stdout, stderr } = spawnSync('unshare', args, { cwd: project.folder, encoding: 'utf8' });
        expect(status, stderr).toBe(1);
        expect(stderr).toMatch(/^error DISK_FULL: \S+: the disk is full\. Free some space and run .*\n$/);
        const left = stdout.trimEnd().split('\n');
        expect(left).toContain('./encode/stage.json');
        expect(left.filter((name) => /\.(tmp|old)-|\.lock/.test(name))).toEqual([]);
      });
    },
    TIMEOUT,
  );

  it.skipIf(!existsSync('/dev/full'))('is told also where the output cannot be printed', () => {
    const { status, stderr } = spawnSync('bash', ['-c', '"$0" "$1" schema run > /dev/full', process.execPath, MAIN], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error DISK_FULL: standard output: the disk is full\./);
  });
});
