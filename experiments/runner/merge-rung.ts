import type { LadderModels, RunContext } from 'unisono/pipeline';
import { otherMergeStage } from '../stages/other-merge.js';
import { rungWeights } from './rung-weights.js';
import type { MergeRung } from './table.js';

/** Merges the specialists of a run in another way than the run does; returns the model's directory. */
export async function mergeRung(rung: MergeRung, run: RunContext, ladder: LadderModels): Promise<string> {
  const { model: base, merge, training, seed } = run.config;
  const models = await ladder.specialists();
  const { method, w, dropProbability = merge.dropProbability } = rung.merge;
  const used = method === undefined ? await rungWeights(rung, run, models, (await ladder.weights()).weights) : [];
  const dtype = training.dtype === 'BF16' ? 'bfloat16' : 'float32';
  const folder = `merges/${rung.name}`;
  const finalPlace = run.path(folder, 'model');
  const options = { base, models, method, w, used, dropProbability, dtype, seed, finalPlace } as const;
  return (await run.stage(otherMergeStage, options, folder)).model;
}
