import { gradients, Session, SessionCache, type Tensor } from 'unisono/graph';
import { weightLayer } from 'unisono/merging';
import type { ModelConfig, Parameters } from 'unisono/models';
import {
  adamwStep,
  type Batch,
  feedsOf,
  GRADIENT_PREFIX,
  lossGraph,
  OptimizerSettings,
  type StepShape,
  shapesOf,
  splitBatch,
  totalsOf,
} from 'unisono/training';
import { z } from 'zod';

/** Merge inputs: the base, and D_k of every tensor that differs between the models (`maskedDeltas`). */
export interface Mergeable {
  readonly config: ModelConfig;
  readonly base: Parameters;
  readonly deltas: ReadonlyMap<string, readonly Float32Array[]>;
}

export interface LearnSettings {
  /** Of Adam, constant. */
  readonly learningRate: number;
  /** Factor on the symmetric KL between the two wordings of a pair. */
  readonly kl: number;
  /** Sequences read at a time; even. */
  readonly microBatch: number;
}

/** Progress of learning: w and Adam's moments, [layer * models + model], and every step's losses before it. */
export const LearnState = z.object({
  w: z.array(z.number()),
  mean: z.array(z.number()),
  square: z.array(z.number()),
  log: z.array(z.object({ step: z.int(), ce: z.number(), kl: z.number() })),
});
export type LearnState = z.infer<typeof LearnState>;

/** The state before the first step from `start`, [layer][model]. */
export function startOf(start: readonly (readonly number[])[]): LearnState {
  const w = start.flat();
  return { w, mean: w.map(() => 0), square: w.map(() => 0), log: [] };
}

/** Losses of one batch and their gradient with respect to w, [layer][model]. */
export interface WeightGradient {
  readonly ce: number;
  readonly kl: number;
  readonly gradient: readonly (readonly number[])[];
}

/** Adam's moments as in training; weights do not decay. */
const ADAM = OptimizerSettings.parse({ weightDecay: 0 });

/** Each keeps the memory of its longest step. */
const MAX_SESSIONS = 3;

/**
 * Learns one weight per layer and model by gradient descent on the merged model's own loss, cross-entropy of the reference
 * plus symmetric KL between two wordings of a question: as theta = theta_P + sum_k w_k^l D_k is linear in w,
 * d loss / d w_k^l = sum over the tensors of layer l of <d loss / d theta, D_k>.
 */
export class WeightLearner {
  private readonly sessions = new SessionCache(MAX_SESSIONS);
  private readonly merged: Map<string, Float32Array>;

  constructor(
    private readonly model: Mergeable,
    private readonly settings: LearnSettings,
  ) {
    this.merged = new Map([...model.base].map(([name, values]) => [name, values.slice()]));
  }

  /**
   * A step of Adam on each batch that `from` has not seen, one after the other.
   *
   * @param onStep receives the state after every step; learning resumes from it with identical results
   * @returns w, [layer][model], and the losses on the way
   */
  async learn(
    from: LearnState,
    batches: readonly Batch[],
    onStep: (state: LearnState) => void = () => {},
  ): Promise<{ weights: number[][]; log: LearnState['log'] }> {
    const layers = this.model.config.num_hidden_layers;
    const [w, mean, square] = [from.w, from.mean, from.square].map((values) => Float32Array.from(values)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const models = w.length / layers;
    const asTable = () => Array.from({ length: layers }, (_, l) => [...w.subarray(l * models, (l + 1) * models)]);
    const log = [...from.log];
    for (let step = log.length; step < batches.length; step++) {
      const { ce, kl, gradient } = await this.differentiate(asTable(), batches[step]!);
      const flat = Float32Array.from(gradient.flat());
      adamwStep(w, flat, mean, square, step + 1, this.settings.learningRate, 1, ADAM);
      log.push({ step, ce, kl });
      onStep({ w: [...w], mean: [...mean], square: [...square], log: [...log] });
    }
    return { weights: asTable(), log };
  }

  /** Losses of the merge by `weights`, and their gradient. */
  async differentiate(weights: readonly (readonly number[])[], batch: Batch): Promise<WeightGradient> {
    this.merge(weights);
    const totals = totalsOf(batch);
    const parts = splitBatch(batch, this.settings.microBatch);
    const shapes = shapesOf(parts);
    const gradient = weights.map((layer) => layer.map(() => 0));
    let [ce, kl] = [0, 0];
    for (const [i, part] of parts.entries()) {
      const shape = shapes[i]!;
      const session = await this.sessionFor(shape);
      const outputs = await session.run({ ...Object.fromEntries(this.merged), ...feedsOf(part, shape, totals) });
      ce += outputs.ce![0]!;
      kl += outputs.kl?.[0] ?? 0;
      for (const [name, deltas] of this.model.deltas) {
        const row = gradient[weightLayer(name, weights.length)]!;
        const slope = outputs[GRADIENT_PREFIX + name]!;
        for (const [k, delta] of deltas.entries()) row[k]! += dot(slope, delta);
      }
    }
    return { ce, kl, gradient };
  }

  async release(): Promise<void> {
    await this.sessions.release();
  }

  private merge(weights: readonly (readonly number[])[]): void {
    for (const [name, deltas] of this.model.deltas) {
      const merged = this.merged.get(name)!;
      merged.set(this.model.base.get(name)!);
      const w = weights[weightLayer(name, weights.length)]!;
      for (const [k, delta] of deltas.entries()) addScaled(merged, delta, w[k]!);
    }
  }

  private sessionFor(shape: StepShape): Promise<Session> {
    return this.sessions.get(Object.values(shape).join('x'), () => this.compile(shape));
  }

  /** Losses, and gradients of what is merged alone: embeddings are a fifth of a small model, and adapters leave them as they are. */
  private compile(shape: StepShape): Promise<Session> {
    const { kl: weight } = this.settings;
    const { graph, trained, loss, ce, pairLosses } = lossGraph(this.model.config, shape, { kl: { weight } });
    const names = [...this.model.deltas.keys()];
    const slopes = gradients(
      loss,
      names.map((name) => trained.get(name)!),
    );
    const outputs: Record<string, Tensor> = { ce, ...Object.fromEntries(pairLosses) };
    for (const [i, name] of names.entries()) outputs[GRADIENT_PREFIX + name] = slopes[i]!;
    return Session.compile(graph, outputs, {});
  }
}

function addScaled(sum: Float32Array, values: Float32Array, by: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += by * values[i]!;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
