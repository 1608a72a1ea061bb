import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { readModelConfig } from '../../models/config.js';
import { planServing, type ServingPlan } from '../../models/serving.js';
import type { CommandContext } from '../context.js';
import { formatBytes } from '../format.js';
import { addExamples } from '../help.js';
import { wholeNumber } from '../parse-options.js';

interface Flags {
  gpus: number;
  gpuMemory: number;
  length?: number;
  sequences: number;
  port: number;
}

/** `unisono serve-plan`: how to serve a model with vLLM on a number of GPUs, and how to ask the servers. */
export function servePlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('serve-plan')
    .description('print the vLLM commands that serve a model, and the target settings')
    .argument('<model>', 'Hugging Face directory, such as merge/model of a run')
    .requiredOption('--gpus <n>', 'number of GPUs of the machine', wholeNumber(1))
    .requiredOption('--gpu-memory <size>', 'memory of one GPU in GB, such as 24 or 80', gigabytes)
    .option(
      '--length <n>',
      'tokens of the longest prompt and answer (default: 8192 or the limit of the model)',
      wholeNumber(1),
    )
    .option('--sequences <n>', 'concurrent sequences per server', wholeNumber(1), 32)
    .option('--port <n>', 'port of the first server', wholeNumber(1), 8000)
    .action((model: string, { gpus, gpuMemory, length, sequences, port }: Flags) => {
      const directory = resolve(context.cwd, model);
      const config = readModelConfig(directory);
      const plan = planServing(config, {
        ...{ gpus, gpuMemory, sequences },
        length: length ?? Math.min(8192, config.max_position_embeddings),
      });
      const servers = serversOf(plan, model, port);
      const target = targetOf(servers, basename(directory), sequences);
      const text = [
        `${formatBytes(plan.weights)} of weights, ${formatBytes(plan.cache)} of cache for ${sequences} x ${plan.length} tokens:`,
        `${plural(plan.replicas, 'server')} of ${plural(plan.tensorParallel, 'GPU')}`,
        '',
        ...servers.map(({ command }) => command),
        '',
        '# target.yaml, for unisono answer, evaluate and check',
        ...target,
      ];
      context.print(text.join('\n'), { ...plan, servers });
    });
  addExamples(
    command,
    'unisono serve-plan runs/bank-help/merge/model --gpus 1 --gpu-memory 24',
    'unisono serve-plan runs/bank-help/merge/model --gpus 8 --gpu-memory 80 --length 4096',
  );
}

interface Server {
  readonly url: string;
  readonly command: string;
}

function serversOf(
  { replicas, tensorParallel, length, sequences }: ServingPlan,
  model: string,
  port: number,
): Server[] {
  return Array.from({ length: replicas }, (_, replica) => {
    const devices = Array.from({ length: tensorParallel }, (_, i) => replica * tensorParallel + i).join();
    const flags = [
      `--served-model-name ${shellWord(basename(resolve(model)))}`,
      '--dtype bfloat16',
      `--tensor-parallel-size ${tensorParallel}`,
      `--max-model-len ${length}`,
      `--max-num-seqs ${sequences}`,
      // A question's rewordings start with the same instruction, and usually the same passages.
      '--enable-prefix-caching',
      `--port ${port + replica}`,
    ];
    return {
      url: `http://localhost:${port + replica}/v1`,
      command: [`CUDA_VISIBLE_DEVICES=${devices} vllm serve ${shellWord(model)}`, ...flags].join(' \\\n  '),
    };
  });
}

function targetOf(servers: readonly Server[], model: string, concurrency: number): string[] {
  const urls = servers.map(({ url }) => url).join(', ');
  return ['kind: openai', `baseUrl: [${urls}]`, `model: ${JSON.stringify(model)}`, `concurrency: ${concurrency}`];
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function gigabytes(text: string): number {
  const size = Number(text.replace(/\s*GB$/i, ''));
  if (!(size > 0 && size < 100_000)) throw new InvalidArgumentError('Expected a number of gigabytes, such as 80.');
  return size * 1e9;
}
