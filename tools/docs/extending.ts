import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** One file of an addition: a new file with the text of an example, or an existing file with a few changed lines. */
type Part = { readonly path: string } & (
  | { readonly example: string }
  | { readonly lines: readonly string[] }
  | { readonly changes: readonly Change[] }
);

/** Lines of a file, each occurring exactly once, and their replacements. */
interface Change {
  readonly before: string;
  readonly after: string;
}

/** Instructions for one kind of addition, with a worked example. */
export interface Addition {
  /** The section of docs/extending.md. */
  readonly section: string;
  readonly parts: readonly Part[];
  /** Test files that cover the addition automatically, or that must be edited. */
  readonly tests: readonly string[];
}

/** Everything that docs/extending.md shows. An example `x.ts` of test/extending/ is registered by a test beside it. */
export const ADDITIONS: readonly Addition[] = [
  {
    section: 'kind of rewording',
    parts: [
      { path: 'src/variation/kinds/abbreviation.ts', example: 'abbreviation.ts' },
      {
        path: 'src/variation/kinds/index.ts',
        lines: ["import { abbreviation } from './abbreviation.js';", '  abbreviation,'],
      },
    ],
    tests: ['src/variation/kinds/registry.test.ts', 'src/variation/vary.test.ts', 'src/variation/canonicalize.test.ts'],
  },
  {
    section: 'kind of target',
    parts: [
      { path: 'src/targets/kinds/command-target.ts', example: 'command-target.ts' },
      { path: 'src/targets/kinds/index.ts', lines: ["import { command } from './command-target.js';", '  command,'] },
    ],
    tests: ['src/targets/open-target.test.ts', 'src/targets/function-target.test.ts'],
  },
  {
    section: 'metric',
    parts: [
      { path: 'src/metrics/definitions/length-ratio.ts', example: 'length-ratio.ts' },
      {
        path: 'src/metrics/definitions/index.ts',
        lines: ["import { lengthRatio } from './length-ratio.js';", '  lengthRatio,'],
      },
    ],
    tests: [
      'src/evaluation/build-ladder.test.ts',
      'src/evaluation/judge/judge-pairs.test.ts',
      'src/metrics/pair-score.test.ts',
      'src/cli/ladder-table.test.ts',
      'src/cli/commands/evaluate.test.ts',
      'src/report/sample-data.contract.ts',
    ],
  },
  {
    section: 'merge method',
    parts: [
      { path: 'src/merging/methods/median.ts', example: 'median.ts' },
      { path: 'src/merging/methods/registry.ts', lines: ["import { median } from './median.js';", '    median,'] },
    ],
    tests: ['src/merging/properties.test.ts', 'src/merging/mergekit-parity.test.ts'],
  },
  {
    section: 'architecture',
    parts: [
      { path: 'src/models/architectures/gemma.ts', example: 'gemma.ts' },
      { path: 'src/models/architectures/index.ts', lines: ["import { gemma } from './gemma.js';", '  gemma,'] },
    ],
    tests: [
      'src/models/architectures.test.ts',
      'src/training/architectures.test.ts',
      'src/generation/architectures.test.ts',
    ],
  },
  {
    section: 'command',
    parts: [
      { path: 'src/cli/commands/kinds.ts', example: 'kinds-command.ts' },
      {
        path: 'src/cli/commands/index.ts',
        lines: ["  kinds: async () => (await import('./kinds.js')).kindsCommand,"],
      },
    ],
    tests: ['src/cli/every-command.test.ts'],
  },
  {
    section: 'stage',
    parts: [
      { path: 'src/pipeline/stages/lengths.ts', example: 'lengths-stage.ts' },
      {
        path: 'src/pipeline/run.ts',
        lines: [
          "import { lengthsStage } from './stages/lengths.js';",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a template in the code that is shown
          '      await run.stage(lengthsStage, { answers, long: 200 }, `lengths/${model.name}`);',
        ],
      },
    ],
    tests: ['tools/stages/reviewed-source.test.ts', 'test/rerun.test.ts'],
  },
  {
    section: 'setting of training',
    parts: [
      {
        path: 'src/training/settings.ts',
        changes: [
          {
            before:
              "  weightDecay: z.number().min(0).default(0.01).meta({ description: 'Decoupled weight decay.' }),\n",
            after: `  weightDecay: z.number().min(0).default(0.01).meta({ description: 'Decoupled weight decay.' }),
  epsilon: z.number().positive().default(1e-8).meta({ description: "Added to the root of AdamW's second moment." }),
`,
          },
        ],
      },
      {
        path: 'src/training/adamw.ts',
        changes: [
          {
            before: "export type AdamWSettings = Pick<OptimizerSettings, 'beta1' | 'beta2' | 'weightDecay'>;\n",
            after:
              "export type AdamWSettings = Pick<OptimizerSettings, 'beta1' | 'beta2' | 'weightDecay' | 'epsilon'>;\n",
          },
          {
            before: "/** Added to the root of the second moment, as PyTorch's default is. */\nconst EPSILON = 1e-8;\n",
            after: '',
          },
          {
            before: '  { beta1, beta2, weightDecay }: AdamWSettings,\n',
            after: '  { beta1, beta2, weightDecay, epsilon }: AdamWSettings,\n',
          },
          {
            before: '(stepSize * m) / (Math.sqrt(v) * correction + EPSILON);\n',
            after: '(stepSize * m) / (Math.sqrt(v) * correction + epsilon);\n',
          },
        ],
      },
      {
        path: 'cluster/unisono_cluster/train.py',
        changes: [
          { before: 'betas, 1e-8, settings.weight_decay', after: 'betas, settings.epsilon, settings.weight_decay' },
        ],
      },
    ],
    tests: ['src/training/settings.test.ts', 'src/training/adamw.test.ts', 'src/engine/ray/spec.test.ts'],
  },
];

const EXAMPLES = new URL('../../test/extending/', import.meta.url);

/** The files, the code and the tests of an addition, as docs/extending.md has them. */
export function additionText({ parts, tests }: Addition): string {
  const count = ['no', 'One', 'Two', 'Three', 'Four'][parts.length] ?? String(parts.length);
  const files = parts.map((part) => {
    const language = 'changes' in part ? 'diff' : 'ts';
    return `${headOf(part)}\n\n\`\`\`${language}\n${codeOf(part)}\n\`\`\``;
  });
  const listed = tests.map((test) => `- \`${test}\``).join('\n');
  return [`${count} files.`, ...files, `Tests that concern it:\n\n${listed}`].join('\n\n');
}

function headOf(part: Part): string {
  if ('example' in part) return `\`${part.path}\`, new:`;
  return `\`${part.path}\`, ${'lines' in part ? 'which gets these lines' : 'changed'}:`;
}

function codeOf(part: Part): string {
  if ('changes' in part) return part.changes.map(diffOf).join('\n\n');
  if ('lines' in part) return part.lines.map((line) => line.trim()).join('\n');
  return inPlace(readFileSync(new URL(part.example, EXAMPLES), 'utf8'), part.path).trimEnd();
}

/** A change in `diff` format; unchanged lines appear once. */
function diffOf({ before, after }: Change): string {
  const [old, made] = [before, after].map((text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))) as [
    string[],
    string[],
  ];
  const gone = old.filter((line) => !made.includes(line)).map((line) => `-${line}`);
  return [...gone, ...made.map((line) => `${old.includes(line) ? ' ' : '+'}${line}`)].join('\n');
}

/** The text of an example with its imports adjusted to the file's final folder, the farthest first. */
export function inPlace(example: string, path: string): string {
  const folder = posix.dirname(path);
  const text = example.replace(/from '\.\.\/\.\.\/(src\/[^']+)'/g, (_, module: string) => {
    const relative = posix.relative(folder, module);
    return `from '${relative.startsWith('.') ? relative : `./${relative}`}'`;
  });
  const steps = (line: string) => line.split('../').length;
  return text.replace(/(^import .* from '\..*';\n)+/m, (imports) =>
    imports
      .split(/(?<=\n)/)
      .sort((a, b) => steps(b) - steps(a))
      .join(''),
  );
}
