import type { Session, SessionOptions } from '../graph/session.js';
import type { Parameters } from '../models/parameters.js';
import { adamwStep } from './adamw.js';
import { compileMuon, muonMomentum, muonStep } from './muon.js';
import type { OptimizerSettings } from './settings.js';

/** The optimizer's state between steps, by state name (`mean:`, `square:` or `momentum:` + tensor name). */
export type OptimizerState = Map<string, Float32Array>;

export interface Optimizer {
  readonly state: OptimizerState;
  /**
   * Updates every parameter in place.
   *
   * @param gradients by parameter name
   * @param step 1-based
   * @param factor on the peak learning rate, from the schedule
   * @param clip factor on the gradients, from clipping
   */
  step(
    parameters: Parameters,
    gradients: ReadonlyMap<string, Float32Array>,
    step: number,
    factor: number,
    clip: number,
  ): Promise<void>;
  release(): Promise<void>;
}

/** AdamW for every tensor, or Muon for the matrices inside the layers and AdamW for the rest. */
export async function createOptimizer(
  settings: OptimizerSettings,
  shapes: ReadonlyMap<string, readonly number[]>,
  options: SessionOptions,
): Promise<Optimizer> {
  const matrices = new Map<string, readonly number[]>();
  if (settings.optimizer === 'muon') {
    for (const [name, shape] of shapes) if (shape.length === 2 && name.includes('.layers.')) matrices.set(name, shape);
  }
  const state: OptimizerState = new Map();
  for (const [name, shape] of shapes) {
    const size = shape.reduce((product, n) => product * n, 1);
    const slots = matrices.has(name) ? ['momentum'] : ['mean', 'square'];
    for (const slot of slots) state.set(`${slot}:${name}`, new Float32Array(size));
  }
  const muon: Session | undefined = matrices.size ? await compileMuon(matrices, options) : undefined;
  const stateOf = (slot: string, name: string) => state.get(`${slot}:${name}`) as Float32Array;
  return {
    state,
    async step(parameters, gradients, step, factor, clip) {
      for (const [name, parameter] of parameters) {
        if (matrices.has(name)) continue;
        const gradient = gradients.get(name) as Float32Array;
        adamwStep(
          parameter,
          gradient,
          stateOf('mean', name),
          stateOf('square', name),
          step,
          settings.learningRate * factor,
          clip,
          settings,
        );
      }
      if (!muon) return;
      const ahead: Record<string, Float32Array> = {};
      for (const name of matrices.keys())
        ahead[name] = muonMomentum(stateOf('momentum', name), gradients.get(name) as Float32Array);
      const updates = await muon.run(ahead);
      const learningRate = (settings.muonLearningRate ?? settings.learningRate) * factor;
      for (const [name, shape] of matrices) {
        muonStep(
          parameters.get(name) as Float32Array,
          updates[`update:${name}`] as Float32Array,
          shape as [number, number],
          learningRate,
          settings.weightDecay,
        );
      }
    },
    release: async () => muon?.release(),
  };
}
