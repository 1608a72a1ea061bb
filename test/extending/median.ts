import { type MergeMethod, tunedInputs } from '../../src/merging/methods/method.js';

/**
 * The coordinate-wise median (Yin et al. 2018): theta_i = median over the models beside the base of their theta_i, the mean of
 * the two in the middle where they are even in number.
 */
export const median: MergeMethod = {
  name: 'median',
  title: 'Coordinate-wise median',
  source: 'https://arxiv.org/abs/1803.01498',
  inputs: { base: 'ignored', leastTuned: 2 },
  parameters: [],
  merge(input) {
    const tuned = tunedInputs(input);
    const middle = tuned.length / 2;
    input.stream.emit((chunks) =>
      chunks[tuned[0]!]!.map((_, i) => {
        const values = Float32Array.from(tuned, (k) => chunks[k]![i]!).sort();
        return (values[Math.ceil(middle) - 1]! + values[Math.floor(middle)]!) / 2;
      }),
    );
  },
};
