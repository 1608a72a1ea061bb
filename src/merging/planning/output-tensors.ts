import { UnisonoError } from '../../core/errors.js';
import type { Checkpoint } from '../../tensors/checkpoint.js';
import type { OpenModels } from '../sources/open-models.js';
import { isBeforeLayers, isBuffer, isHead, isTokenEmbedding, layerName } from '../sources/tensor-place.js';
import type { OutputLayout, OutputSlice } from './output-slices.js';

/** A tensor of the output and the places of its inputs, before any value is read. */
export interface OutputTensor {
  readonly name: string;
  readonly slice: OutputSlice;
  /** Depth within its slice, from 0 to 1, that gradients are evaluated at; 0 outside the layers. */
  readonly t: number;
  /** Name by source. */
  readonly inputs: readonly string[];
}

/**
 * The tensors of the output by name. The names are those of the base, or else of the first model; a model that ties its
 * head to its embedding gives that for a head that another has. Throws MODELS_DIFFER naming a tensor that one has and
 * another lacks.
 */
export function outputTensors(layout: OutputLayout, models: OpenModels): OutputTensor[] {
  const all = layout.whole ? wholeTensors(layout.slices[0]!, models) : stackedTensors(layout.slices, models);
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function donorOf({ sources, base }: OutputSlice): number {
  return sources[base ?? 0]!.model;
}

/** Names of a model's tensors, without those that have no effect. */
function namesOf(checkpoint: Checkpoint): string[] {
  return checkpoint.names.filter((name) => !isBuffer(name));
}

function wholeTensors(slice: OutputSlice, models: OpenModels): OutputTensor[] {
  const donor = models.open[donorOf(slice)]!.checkpoint;
  const names = new Set(namesOf(donor));
  for (const { model } of slice.sources) {
    const other = models.open[model]!.checkpoint;
    for (const name of namesOf(other)) {
      if (names.has(name)) continue;
      if (!isHead(name)) throw differ(other, donor, `tensor "${name}" is not in the other`);
      names.add(name);
    }
  }
  const depth = stackDepths(names);
  return [...names].map((name) => {
    const place = layerName(name);
    const layers = place === undefined ? 0 : depth.get(place.prefix)!;
    const t = place === undefined ? 0 : layers > 1 ? place.layer / (layers - 1) : 1;
    return { name, slice, t, inputs: slice.sources.map(({ model }) => inputName(name, model, donorOf(slice), models)) };
  });
}

/** Number of layers by prefix: an encoder and a decoder each count their own. */
function stackDepths(names: Iterable<string>): Map<string, number> {
  const depths = new Map<string, number>();
  for (const name of names) {
    const place = layerName(name);
    if (place !== undefined) depths.set(place.prefix, Math.max(depths.get(place.prefix) ?? 0, place.layer + 1));
  }
  return depths;
}

function stackedTensors(slices: readonly OutputSlice[], models: OpenModels): OutputTensor[] {
  const tensors: OutputTensor[] = [];
  const prefix = onlyPrefix(models.open[donorOf(slices[0]!)]!.checkpoint);
  const outside = (slice: OutputSlice, before: boolean) => {
    const names = new Set(
      slice.sources.flatMap(({ model }, s) => {
        const own = namesOf(models.open[model]!.checkpoint).filter((name) => layerName(name) === undefined);
        return s === (slice.base ?? 0) ? own : own.filter(isHead);
      }),
    );
    for (const name of names) {
      if (isBeforeLayers(name) !== before) continue;
      tensors.push({
        name,
        slice,
        t: 0,
        inputs: slice.sources.map(({ model }) => inputName(name, model, donorOf(slice), models)),
      });
    }
  };
  outside(slices[0]!, true);
  let out = 0;
  for (const slice of slices) {
    for (let layer = 0; layer < slice.layers; layer++, out++) {
      const t = slice.layers > 1 ? layer / (slice.layers - 1) : 1;
      const inputAt = ({ from }: { from: number }, suffix: string) => `${prefix}${from + layer}${suffix}`;
      const donor = slice.sources[slice.base ?? 0]!;
      const suffixes = namesOf(models.open[donor.model]!.checkpoint).flatMap((name) => {
        const place = layerName(name);
        return place?.prefix === prefix && place.layer === donor.from + layer ? [place.suffix] : [];
      });
      for (const suffix of suffixes) {
        tensors.push({
          name: `${prefix}${out}${suffix}`,
          slice,
          t,
          inputs: slice.sources.map((source) => inputName(inputAt(source, suffix), source.model, donor.model, models)),
        });
      }
    }
  }
  outside(slices.at(-1)!, false);
  return tensors;
}

/** The prefix of a model's layers. Throws UNSUPPORTED_MODEL for a model of several stacks, or of none. */
function onlyPrefix(checkpoint: Checkpoint): string {
  const prefixes = [...stackDepths(namesOf(checkpoint)).keys()];
  if (prefixes.length === 1) return prefixes[0]!;
  const value = prefixes.join(', ') || 'none';
  const supported = 'slices of models with one stack of layers; merge whole models instead';
  throw new UnisonoError('UNSUPPORTED_MODEL', { path: checkpoint.dir, field: 'stacks of layers', value, supported });
}

/** The name that a model has a tensor under: a tied head is its embedding. */
function inputName(name: string, model: number, donor: number, models: OpenModels): string {
  const { checkpoint } = models.open[model]!;
  if (checkpoint.names.includes(name)) return name;
  const embedding = isHead(name) && name.endsWith('weight') ? checkpoint.names.find(isTokenEmbedding) : undefined;
  if (embedding !== undefined && checkpoint.config.tie_word_embeddings !== false) return embedding;
  throw differ(checkpoint, models.open[donor]!.checkpoint, `it lacks tensor "${name}"`);
}

function differ(model: Checkpoint, base: Checkpoint, reason: string): UnisonoError {
  return new UnisonoError('MODELS_DIFFER', { path: model.dir, base: base.dir, reason });
}
