import { UnisonoError } from '../core/errors.js';
import { randomKey } from '../core/random.js';
import type { Session, SessionOptions } from '../graph/session.js';
import { SessionCache } from '../graph/session-cache.js';
import type { ModelConfig } from '../models/config.js';
import { type Adapter, adapterShapes } from '../models/lora.js';
import { type Parameters, parameterShapes } from '../models/parameters.js';
import { type Batch, feedsOf, shapesOf, splitBatch, totalsOf } from './batch.js';
import type { LogLine } from './log-line.js';
import { createOptimizer, type Optimizer } from './optimizer.js';
import type { PairLossName } from './pair-losses.js';
import { requireWholePairs } from './pair-wordings.js';
import { learningRateFactor, warmupSteps } from './schedule.js';
import { pairLossesOf, type StepSettings } from './settings.js';
import { compileStep, GRADIENT_PREFIX, type StepShape } from './step-graph.js';

/** Of a whole training: the settings of a step, and how many there are. `microBatch` is even where there are pair losses. */
export type TrainerSettings = StepSettings & { readonly steps: number };

/** Largest number of compiled shapes; the least recently used one is freed. */
const MAX_SESSIONS = 8;

/**
 * Fine-tuning of a model in memory, in full or of an adapter. The trainer owns the optimizer and the compiled steps; the
 * caller owns the order of the data and decides when to checkpoint, so that step n depends on nothing but the state
 * before it.
 */
export class Trainer {
  private readonly sessions = new SessionCache(MAX_SESSIONS);

  private constructor(
    private readonly name: string,
    private readonly config: ModelConfig,
    private readonly base: Parameters,
    private readonly adapter: Adapter | undefined,
    readonly optimizer: Optimizer,
    private readonly settings: TrainerSettings,
    private readonly options: SessionOptions,
  ) {}

  /**
   * @param name of the model, for error messages
   * @param parameters float32; updated in place unless there is an adapter
   * @param adapter if there is one, it is updated in place and the parameters stay as they are
   * @throws BAD_ARGUMENT if a loss between pairs is asked for and `microBatch` is odd, which would cut pairs in two
   */
  static async create(
    name: string,
    config: ModelConfig,
    parameters: Parameters,
    settings: TrainerSettings,
    options: SessionOptions = {},
    adapter?: Adapter,
  ): Promise<Trainer> {
    if (pairLossesOf(settings).length > 0) requireWholePairs('training.microBatch', settings.microBatch ?? 0);
    const shapes = adapter ? adapterShapes(config, adapter.settings) : parameterShapes(config);
    const optimizer = await createOptimizer(settings, shapes, options);
    return new Trainer(name, config, parameters, adapter, optimizer, settings, options);
  }

  /** The trained tensors, by name. */
  get parameters(): Parameters {
    return this.adapter?.parameters ?? this.base;
  }

  /**
   * Takes one optimizer step.
   *
   * @param step 0-based
   * @param shape of what is read at a time, at least as large as its `shapeOf`; padding costs time but changes nothing
   * @throws LOSS_NOT_FINITE before the parameters are touched
   */
  async step(step: number, batch: Batch, shape?: StepShape): Promise<LogLine> {
    const { ce, triplet, pairLosses, gradients, tokens } = await this.differentiate(step, batch, shape);
    const gradientNorm = globalNorm(gradients.values());
    const broken = [ce, triplet ?? 0, ...Object.values(pairLosses).map((loss) => loss ?? 0), gradientNorm].find(
      (value) => !Number.isFinite(value),
    );
    if (broken !== undefined) {
      throw new UnisonoError('LOSS_NOT_FINITE', { model: this.name, value: String(broken), step });
    }
    const { steps, warmup, schedule, maxGradientNorm } = this.settings;
    const factor = learningRateFactor(schedule, step, steps, warmupSteps(warmup, steps));
    const clip = maxGradientNorm > 0 ? Math.min(1, maxGradientNorm / (gradientNorm + 1e-6)) : 1;
    await this.optimizer.step(this.parameters, gradients, step + 1, factor, clip);
    const learningRate = this.settings.learningRate * factor;
    return { step, ce, triplet, ...pairLosses, learningRate, gradientNorm, tokens };
  }

  /** Losses and gradients of a whole batch, which is read part by part. */
  private async differentiate(step: number, batch: Batch, given?: StepShape) {
    const totals = totalsOf(batch);
    const gradients = new Map<string, Float32Array>();
    let ce = 0;
    let triplet: number | null = null;
    const pairLosses: Partial<Record<PairLossName, number | null>> = {};
    for (const name of pairLossesOf(this.settings)) pairLosses[name] = null;
    let tokens = 0;
    const parts = splitBatch(batch, this.settings.microBatch ?? batch.sequences.length);
    const shapes = shapesOf(parts);
    for (const [i, part] of parts.entries()) {
      const shape = given ?? shapes[i]!;
      const session = await this.sessionFor(shape);
      const outputs = await session.run({
        ...Object.fromEntries(this.base),
        ...Object.fromEntries(this.parameters),
        ...feedsOf(part, shape, totals),
        dropoutKey: BigInt64Array.of(BigInt(randomKey(this.settings.seed, `dropout ${step} ${i}`))),
      });
      ce += outputs.ce?.[0] as number;
      if (outputs.triplet) triplet = (triplet ?? 0) + (outputs.triplet[0] as number);
      for (const name of pairLossesOf(this.settings)) {
        const loss = outputs[name];
        if (loss) pairLosses[name] = (pairLosses[name] ?? 0) + (loss[0] as number);
      }
      for (const name of this.parameters.keys()) {
        const gradient = outputs[GRADIENT_PREFIX + name] as Float32Array;
        const sum = gradients.get(name);
        if (sum) for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (gradient[k] as number);
        else gradients.set(name, gradient);
      }
      tokens += shape.rows * shape.length + 3 * shape.triplets * shape.queryLength;
    }
    return { ce, triplet, pairLosses, gradients, tokens };
  }

  async release(): Promise<void> {
    await this.sessions.release();
    await this.optimizer.release();
  }

  private sessionFor(shape: StepShape): Promise<Session> {
    const key = Object.values(shape).join('x');
    const { checkpointLayers } = this.settings;
    const options = { checkpointLayers, ...(this.adapter && { adapter: this.adapter.settings }) };
    return this.sessions.get(key, () => compileStep(this.config, shape, this.settings, this.options, options));
  }
}

/** The L2 norm of all gradients together, accumulated in float64. */
function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2;
  return Math.sqrt(sum);
}
