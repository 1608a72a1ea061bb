import { multipliedWeights } from 'unisono/models';
import { LARGE, SMALL } from '../analysis/decoder-sizes.js';
import { type Machine, type Stage, stageMemory, stageSeconds, type Work } from '../analysis/extrapolate.js';
import type { Cost, Results } from '../runner/results.js';
import { markdown, number, timeSpan } from './markdown.js';

const gigabytes = (bytes: number) => number(bytes / 1e9);

function cells({ stage, seconds, peakBytes, tokens, flops, diskBytes }: Cost): string[] {
  return [
    stage,
    seconds === null ? '' : number(seconds / 60),
    peakBytes === null ? '' : gigabytes(peakBytes),
    tokens === null ? '' : number(tokens / 1e3),
    flops === null ? '' : number(flops / 1e12),
    seconds && flops ? number(flops / seconds / 1e9) : '',
    number(diskBytes / 1e6),
  ];
}

/** Time, memory, tokens, operations and disk of every stage of the first seed's run. */
export function costView({ runs }: Results): string {
  const head = ['stage', 'minutes', 'peak GB', 'thousand tokens', 'TFLOP', 'GFLOP/s', 'MB on disk'];
  return markdown(head, runs[0]!.costs.map(cells));
}

/** An accelerator of the data sheet of an A100 (dense bfloat16), at a share that trainings commonly reach. */
const ACCELERATOR = { tflops: 312, utilization: 0.4, mergeBytes: 2e9 };
/** Tokens in memory: micro-batches of two prompts with a passage and their triplets; sixteen prompts at once. */
const IN_MEMORY = { training: 1024, answering: 4096 };
const STAGES: readonly (readonly [Stage, string])[] = [
  ['allTrainings', 'all trainings'],
  ['specialistTrainings', 'of them the specialists'],
  ['activations', 'weights of the merge'],
  ['merge', 'merge'],
  ['answers', 'answers of one model'],
];

/**
 * What the first seed's run would take with larger models, from what it reached with the small one.
 *
 * @throws Error where the results lack the model or the costs that this follows from
 */
export function extrapolationView({ runs }: Results): string {
  const { costs, model } = runs[0]!;
  if (!model)
    throw new Error('does not say which model was trained: collect it again (npm run experiments -- --collect)');
  if (model.multiplied !== multipliedWeights(SMALL.config)) throw new Error(`is not of the ${SMALL.name} model`);
  const trainings = costs.filter(({ stage }) => stage.startsWith('train/'));
  const answers = costs.filter(({ stage }) => stage.startsWith('generate/'));
  const [merge, weights] = ['merge', 'weights'].map((name) => costs.find(({ stage }) => stage === name));
  const merging = (model.specialists.length + 2) * model.bytes;
  if (!merge?.seconds || !merge.peakBytes || !weights?.tokens) throw new Error('lacks the costs of weights and merge');
  const cpu: Machine = {
    name: 'this CPU',
    trainingFlops: reached(trainings),
    forwardFlops: reached(answers),
    mergeBytes: merging / merge.seconds,
    checkpointLayers: false,
  };
  const flops = ACCELERATOR.tflops * ACCELERATOR.utilization * 1e12;
  const accelerator: Machine = {
    name: 'accelerator',
    ...{ trainingFlops: flops, forwardFlops: flops, mergeBytes: ACCELERATOR.mergeBytes, checkpointLayers: true },
  };
  const specialists = trainings.filter(({ stage }) => model.specialists.includes(stage.slice('train/'.length)));
  const work: Work = {
    allTrainings: tokensOf(trainings),
    specialistTrainings: tokensOf(specialists),
    activations: weights.tokens,
    answers: tokensOf(answers) / answers.filter(({ tokens }) => tokens !== null).length,
    specialists: model.specialists.length,
    rank: model.rank,
  };
  const columns = [cpu, accelerator].flatMap((machine) =>
    [SMALL, ...LARGE].map(({ name, config }) => ({
      head: `${name}, ${machine.name}`,
      seconds: stageSeconds(config, machine, work),
      // Training memory on this CPU does not follow this formula: it keeps the states of all layers.
      bytes: machine === accelerator ? stageMemory(config, work, IN_MEMORY, merge.peakBytes!) : undefined,
    })),
  );
  const rows = STAGES.map(([stage, called]) => [
    called,
    ...columns.map(({ seconds, bytes }) =>
      [timeSpan(seconds[stage]), ...(bytes ? [`${gigabytes(bytes[stage])} GB`] : [])].join(', '),
    ),
  ]);
  const peak = Math.max(...trainings.map(({ peakBytes }) => peakBytes ?? 0));
  return [assumptions(cpu, work, peak), markdown(['stage', ...columns.map(({ head }) => head)], rows)].join('\n\n');
}

/** @param peak measured peak bytes of a training process */
function assumptions(cpu: Machine, work: Work, peak: number): string {
  const giga = (value: number) => number(value / 1e9);
  const thousand = (value: number) => number(value / 1e3);
  return [
    `Reached here: ${giga(cpu.trainingFlops)} GFLOP/s in training, ${giga(cpu.forwardFlops)} in answers, ${giga(cpu.mergeBytes)} GB/s in the merge (${work.specialists + 2} models read or written).`,
    `Assumed: the same tokens (${thousand(work.allTrainings)} thousand in trainings, ${thousand(work.answers)} thousand in the answers of a model); ${work.rank === null ? '6 N FLOP a token in training all weights' : `4 N FLOP a token in training adapters of rank ${work.rank}`}, 2 N forward, N the weights that a token is multiplied with;`,
    `this CPU in float32 at the rates above; an accelerator of ${ACCELERATOR.tflops} TFLOPS in bfloat16 at ${100 * ACCELERATOR.utilization} %, merges at ${giga(ACCELERATOR.mergeBytes)} GB/s of a disk; layers computed again in training there (2 N more a token), ${IN_MEMORY.training} tokens in memory then and ${IN_MEMORY.answering} in answering; a merge that goes by parts.`,
    `Memory is that of one accelerator that holds all, by the formula of [cluster.md](cluster.md), and not measured. Trainings here kept the states of all layers: the process had up to ${gigabytes(peak)} GB with two stages side by side.`,
    'Not in it: loading, products of queries with keys, and that writing answers token by token in small batches is bound by memory traffic, which makes answers on an accelerator slower than this.',
  ].join(' ');
}

/** Operations per second over all stages with known time. */
function reached(stages: readonly Cost[]): number {
  const known = stages.filter(({ seconds, flops }) => seconds && flops);
  if (known.length === 0) throw new Error('lacks the costs of trainings or answers');
  const sum = (name: 'seconds' | 'flops') => known.reduce((total, stage) => total + stage[name]!, 0);
  return sum('flops') / sum('seconds');
}

const tokensOf = (stages: readonly Cost[]) => stages.reduce((sum, { tokens }) => sum + (tokens ?? 0), 0);
