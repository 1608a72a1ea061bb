import type { GgufFile } from '../gguf-file.js';
import { type Hyperparameters, shortest } from '../hyperparameters.js';

const FREQUENCIES = 'rope_freqs.weight';
/** All Llama 3.1 to 3.3 models have these; llama.cpp's converter assumes the last too. */
const LLAMA3 = { low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
const TOLERANCE = 1e-4;

/** Tensors that {@link ropeScaling} reads. */
export const ROPE_TENSORS: readonly string[] = [FREQUENCIES];

/**
 * config.json's `rope_scaling` (null for none): linear and YaRN by their keys; Llama 3's from the tensor of frequency
 * divisors that llama.cpp's converter computes from it. Throws GGUF_UNSUPPORTED for any other.
 */
export function ropeScaling(
  gguf: GgufFile,
  architecture: string,
  sizes: Hyperparameters,
): Record<string, unknown> | null {
  const { metadata } = gguf;
  const key = (name: string) => `${architecture}.rope.scaling.${name}`;
  const type = metadata.text(key('type')) ?? 'none';
  if (gguf.tensors.has(FREQUENCIES)) {
    if (type !== 'none')
      throw metadata.unsupported(`${FREQUENCIES} together with rope scaling "${type}"`, 'one of them');
    return llama3Scaling(gguf, sizes);
  }
  if (type === 'none') return null;
  if (type !== 'linear' && type !== 'yarn') {
    throw metadata.unsupported(`rope scaling "${type}" of ${architecture}`, 'none, linear, yarn');
  }
  const factor = shortest(metadata.required(metadata.number(key('factor')), key('factor')));
  if (type === 'linear') return factor === 1 ? null : { rope_type: 'linear', factor };
  const original = metadata.whole(key('original_context_length'), 1);
  return { rope_type: 'yarn', factor, ...(original !== undefined && { original_max_position_embeddings: original }) };
}

function llama3Scaling(gguf: GgufFile, sizes: Hyperparameters): Record<string, unknown> | null {
  const divisors = readVector(gguf, FREQUENCIES, sizes.rotated / 2);
  const factor = shortest(divisors.reduce((most, value) => Math.max(most, value), 1));
  const scaling = { rope_type: 'llama3', factor, ...LLAMA3 };
  const fits = divisors.every((value, i) => Math.abs(value / llama3Divisor(sizes, factor, i) - 1) < TOLERANCE);
  if (!fits) {
    const what = `a ${FREQUENCIES} that is not of Llama 3's formula with low_freq_factor 1, high_freq_factor 4 and 8192 positions`;
    throw gguf.metadata.unsupported(what, 'the rope scaling of Llama 3.1 to 3.3');
  }
  return factor === 1 ? null : scaling;
}

/** Divisor of frequency i (transformers, modeling_rope_utils.py, llama3). */
function llama3Divisor({ ropeTheta, rotated }: Hyperparameters, factor: number, i: number): number {
  const { low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: positions } = LLAMA3;
  const turns = (positions * ropeTheta ** ((-2 * i) / rotated)) / (2 * Math.PI);
  if (turns > high) return 1;
  if (turns < low) return factor;
  const smooth = (turns - low) / (high - low);
  return 1 / ((1 - smooth) / factor + smooth);
}

/** A vector that goes into the config. Throws BAD_GGUF for another length. */
export function readVector(gguf: GgufFile, name: string, length: number): number[] {
  const tensor = gguf.tensors.get(name);
  if (tensor === undefined || tensor.shape.join() !== `${length}`) {
    throw gguf.metadata.bad(`tensor "${name}" has shape [${tensor?.shape.join(', ')}], not [${length}]`);
  }
  return [...gguf.read(tensor, 0, length)];
}
