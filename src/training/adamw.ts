/** AdamW's settings (Loshchilov & Hutter 2019); the defaults are PyTorch's, except the decay. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** The defaults of torch.optim.AdamW. */
export const ADAMW_DEFAULTS: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

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
  { beta1, beta2, epsilon, weightDecay }: AdamWSettings,
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
    parameter[i] = (parameter[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) * correction + epsilon);
  }
}
