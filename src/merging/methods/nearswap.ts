import { type MergeMethod, numberOf, tunedInputs } from './method.js';

/** Differences below this are not used as divisors. */
const SMALL = Math.fround(1e-6);

/**
 * NearSwap (alchemonaut, QuartetAnemoi): the base moves to the other model where they are near, by at most about t:
 * theta = r y + (1 - r) x, r = min(1, t / |x - y|). As mergekit's nearswap.
 */
export const nearswap: MergeMethod = {
  name: 'nearswap',
  title: 'NearSwap',
  source: 'https://huggingface.co/alchemonaut/QuartetAnemoi-70B-t0.0001',
  inputs: { base: 'required', least: 2, most: 2 },
  parameters: [
    { name: 't', type: 'number', scope: 'shared', description: 'maximum distance of values that are swapped' },
  ],
  merge(input) {
    const { stream, base, shared } = input;
    const [other] = tunedInputs(input) as [number];
    const t = Math.fround(numberOf(shared, 't'));
    stream.emit((chunks) => {
      const [x, y] = [chunks[base as number]!, chunks[other]!];
      return x.map((a, i) => {
        const apart = Math.max(SMALL, Math.abs(Math.fround(a - y[i]!)));
        const share = Math.min(1, Math.max(0, Math.fround(Math.fround(1 / apart) * t)));
        return Math.fround(share * y[i]!) + Math.fround(Math.fround(1 - share) * a);
      });
    });
  },
};
