import { UnisonoError } from '../core/errors.js';
import type { Session, SessionOptions } from '../graph/session.js';
import { SessionCache } from '../graph/session-cache.js';
import type { ModelConfig } from '../models/config.js';
import { llamaParameterShapes, type Parameters } from '../models/parameters.js';
import { type Batch, feedsOf, shapeOf } from './batch.js';
import { createOptimizer, type Optimizer, type OptimizerSettings } from './optimizer.js';
import { learningRateFactor, type Schedule } from './schedule.js';
import { compileStep, GRADIENT_PREFIX, type StepShape, type TripletSettings } from './step-graph.js';

export interface TrainerSettings {
  readonly steps: number;
  readonly warmup: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerSettings;
  /** Gradients are scaled down to this global L2 norm; 0 leaves them alone. */
  readonly maxGradientNorm: number;
  readonly triplet?: TripletSettings;
}

/** One line of the training log. `triplet` is null where the batch had no triplets. */
export interface StepLog {
  readonly step: number;
  readonly ce: number;
  readonly triplet: number | null;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Tokens of the padded batch. */
  readonly tokens: number;
}

/** Compiled shapes kept at a time; the least recently used is freed. */
const MAX_SESSIONS = 8;

/**
 * Full fine-tuning of a model in memory. The trainer owns the optimizer and the compiled steps; the caller owns
 * the order of the data and decides when to checkpoint, so that step n depends on nothing but the state before it.
 */
export class Trainer {
  private readonly sessions = new SessionCache(MAX_SESSIONS);

  private constructor(
    private readonly name: string,
    private readonly config: ModelConfig,
    readonly parameters: Parameters,
    readonly optimizer: Optimizer,
    private readonly settings: TrainerSettings,
    private readonly options: SessionOptions,
  ) {}

  /** @param name of the model, for error messages @param parameters float32, updated in place */
  static async create(
    name: string,
    config: ModelConfig,
    parameters: Parameters,
    settings: TrainerSettings,
    options: SessionOptions = {},
  ): Promise<Trainer> {
    const optimizer = await createOptimizer(settings.optimizer, llamaParameterShapes(config), options);
    return new Trainer(name, config, parameters, optimizer, settings, options);
  }

  /**
   * Takes one optimizer step.
   *
   * @param step 0-based
   * @param shape at least as large as `shapeOf(batch)`; padding costs time but changes nothing
   * @throws LOSS_NOT_FINITE before the parameters are touched
   */
  async step(step: number, batch: Batch, shape = shapeOf(batch)): Promise<StepLog> {
    const session = await this.sessionFor(shape);
    const outputs = await session.run({ ...Object.fromEntries(this.parameters), ...feedsOf(batch, shape) });
    const ce = outputs.ce?.[0] as number;
    const triplet = outputs.triplet?.[0] ?? null;
    const gradients = new Map<string, Float32Array>();
    for (const name of this.parameters.keys()) gradients.set(name, outputs[GRADIENT_PREFIX + name] as Float32Array);
    const gradientNorm = globalNorm(gradients.values());
    const broken = [ce, triplet ?? 0, gradientNorm].find((value) => !Number.isFinite(value));
    if (broken !== undefined) {
      throw new UnisonoError('LOSS_NOT_FINITE', { model: this.name, value: String(broken), step });
    }
    const { steps, warmup, schedule, maxGradientNorm, optimizer } = this.settings;
    const factor = learningRateFactor(schedule, step, steps, warmup);
    const clip = maxGradientNorm > 0 ? Math.min(1, maxGradientNorm / (gradientNorm + 1e-6)) : 1;
    await this.optimizer.step(this.parameters, gradients, step + 1, factor, clip);
    const tokens = shape.rows * shape.length + 3 * shape.triplets * shape.queryLength;
    return { step, ce, triplet, learningRate: optimizer.learningRate * factor, gradientNorm, tokens };
  }

  async release(): Promise<void> {
    await this.sessions.release();
    await this.optimizer.release();
  }

  private sessionFor(shape: StepShape): Promise<Session> {
    const key = Object.values(shape).join('x');
    return this.sessions.get(key, () => compileStep(this.config, shape, this.settings.triplet, this.options));
  }
}

/** The L2 norm of all gradients together, accumulated in float64. */
function globalNorm(gradients: Iterable<Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2;
  return Math.sqrt(sum);
}
