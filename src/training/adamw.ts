import type { OptimizerSettings } from './settings.js';

/** AdamW's settings (Loshchilov & Hutter 2019). */
export type AdamWSettings = Pick<OptimizerSettings, 'beta1' | 'beta2' | 'weightDecay'>;

/** Added to the root of the second moment, as PyTorch's default is. */
const EPSILON = 1e-8;

/**
 * One decoupled-decay step in place, equal to torch.optim.AdamW (amsgrad off).
 *
 * @param step 1-based count of updates, for the bias correction
 * @param scale factor on the gradient, for clipping
 */
export function adamwStep(
  parameter: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  square: Float32Array,
  step: number,
  learningRate: number,
  scale: number,
  { beta1, beta2, weightDecay }: AdamWSettings,
): void {
  const stepSize = learningRate / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const keep = 1 - learningRate * weightDecay;
  for (let i = 0; i < parameter.length; i++) {
    const g = (gradient[i] as number) * scale;
    const m = beta1 * (mean[i] as number) + (1 - beta1) * g;
    const v = beta2 * (square[i] as number) + (1 - beta2) * g * g;
    mean[i] = m;
    square[i] = v;
    parameter[i] = (parameter[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) * correction + EPSILON);
  }
}
