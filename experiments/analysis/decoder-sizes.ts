import type { DecoderSize } from './extrapolate.js';

/** Sizes of the Llama 3.1 models (config.json of each); the 135M model is SmolLM2. */
export const SMALL: DecoderSize = {
  name: '135M',
  layers: 30,
  width: 576,
  feedForward: 1536,
  keyWidth: 192,
  vocabulary: 49_152,
  tied: true,
};
export const LARGE: readonly DecoderSize[] = [
  { name: '8B', layers: 32, width: 4096, feedForward: 14_336, keyWidth: 1024, vocabulary: 128_256, tied: false },
  { name: '70B', layers: 80, width: 8192, feedForward: 28_672, keyWidth: 1024, vocabulary: 128_256, tied: false },
];
