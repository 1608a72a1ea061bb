import { UnisonoError } from '../core/errors.js';
import type { Checkpoint } from '../tensors/checkpoint.js';
import { weightLayer } from './sources/tensor-place.js';

/** At most this many models are merged at once. */
const MAX_MODELS = 8;

/** A checkpoint to merge, under the name that its mask is drawn from. */
export interface NamedCheckpoint {
  readonly name: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Number of layers by config.json's num_hidden_layers. Throws NOT_A_MODEL if it is not a positive whole number.
 */
export function layerCount(checkpoint: Checkpoint): number {
  const { num_hidden_layers: layers } = checkpoint.config;
  if (Number.isSafeInteger(layers) && (layers as number) > 0) return layers as number;
  throw new UnisonoError('NOT_A_MODEL', { path: checkpoint.dir, reason: 'config.json has no num_hidden_layers' });
}

/**
 * Checks all that can make a merge fail before anything is read or written: every model has the base's tensors, with
 * its shapes and element types, and its number of layers. Throws MODELS_DIFFER naming the first difference, and
 * BAD_SETTING for none or too many models or a name used twice.
 */
export function checkMergeable(base: Checkpoint, models: readonly NamedCheckpoint[]): void {
  if (models.length < 1 || models.length > MAX_MODELS) {
    throw badSetting('models', `${models.length} given, between 1 and ${MAX_MODELS} can be merged`);
  }
  const names = models.map(({ name }) => name);
  const repeated = names.find((name, k) => names.indexOf(name) !== k);
  if (repeated !== undefined) throw badSetting('models', `two are named "${repeated}"`);
  const layers = layerCount(base);
  for (const tensor of base.names) {
    if (weightLayer(tensor, layers) >= layers) {
      throw new UnisonoError('NOT_A_MODEL', {
        path: base.dir,
        reason: `tensor "${tensor}" is beyond its ${layers} layers`,
      });
    }
  }
  for (const { checkpoint } of models) {
    const reason = difference(base, checkpoint, layers);
    if (reason !== undefined) throw new UnisonoError('MODELS_DIFFER', { path: checkpoint.dir, base: base.dir, reason });
  }
}

/** BAD_SETTING about an argument of the merge. */
export function badSetting(key: string, reason: string): UnisonoError {
  return new UnisonoError('BAD_SETTING', { path: 'merge', key, reason });
}

function difference(base: Checkpoint, model: Checkpoint, layers: number): string | undefined {
  const own = layerCount(model);
  if (own !== layers) return `it has ${own} layers, the base ${layers}`;
  const names = new Set(model.names);
  for (const name of base.names) {
    if (!names.delete(name)) return `it lacks tensor "${name}"`;
    const expected = base.info(name);
    const { dtype, shape } = model.info(name);
    if (shape.join() !== expected.shape.join()) {
      return `tensor "${name}" has shape [${shape}], in the base [${expected.shape}]`;
    }
    if (dtype !== expected.dtype) return `tensor "${name}" is ${dtype}, in the base ${expected.dtype}`;
  }
  const [extra] = names;
  return extra === undefined ? undefined : `tensor "${extra}" is not in the base`;
}
