import { UnisonoError } from '../../core/errors.js';
import type { Checkpoint } from '../../tensors/checkpoint.js';
import { badSetting } from '../config/bad-setting.js';
import type { MergeSettings, ParameterSettings } from '../config/merge-settings.js';
import type { MergeMethod } from '../methods/method.js';
import type { OpenModels } from '../sources/open-models.js';

/** One model of a slice, and the layers that it gives. */
export interface SliceSource {
  readonly model: number;
  readonly from: number;
  readonly parameters: ParameterSettings | null | undefined;
}

/** Layers of the output that are merged from the same models. */
export interface OutputSlice {
  readonly sources: readonly SliceSource[];
  readonly layers: number;
  /** Index of the base among the sources. */
  readonly base: number | undefined;
  /** Parameters that apply to all models, the most specific first. */
  readonly parameters: readonly (ParameterSettings | null | undefined)[];
}

/** Parts to merge: whole models, or layer ranges that are stacked. */
export interface OutputLayout {
  readonly whole: boolean;
  readonly slices: readonly OutputSlice[];
}

/** mergekit's name for the single module of text models. */
const MODULE = 'default';

/**
 * The slices that a configuration asks for; whole models are one slice of all their layers. A base that is not among whole
 * models is added to them, as mergekit does. Throws BAD_SETTING for models that the method does not accept.
 */
export function outputLayout(settings: MergeSettings, models: OpenModels, method: MergeMethod): OutputLayout {
  const unknown = Object.keys(settings.modules ?? {}).find((name) => name !== MODULE);
  if (unknown !== undefined)
    throw badSetting(`modules.${unknown}`, `only models of one module, "${MODULE}", can be merged by modules`);
  const module = settings.modules?.[MODULE];
  const { models: whole, slices } = module ?? settings;
  const global = [module?.parameters, settings.parameters];
  const base = settings.base_model ? models.index(settings.base_model) : undefined;
  if (whole != null) {
    const sources: SliceSource[] = whole.map(({ model, parameters }) => ({
      model: models.index(model),
      from: 0,
      parameters,
    }));
    if (base !== undefined && !sources.some(({ model }) => model === base))
      sources.push({ model: base, from: 0, parameters: undefined });
    const layers = layerCount(models.open[base ?? sources[0]!.model]!.checkpoint);
    return { whole: true, slices: [makeSlice(method, sources, layers, base, global, 'models')] };
  }
  return {
    whole: false,
    slices: slices!.map((slice, s) => {
      const where = `slices[${s}]`;
      const lengths = slice.sources.map(({ layer_range: [from, to] }) => to - from);
      if (lengths.some((length) => length !== lengths[0]))
        throw badSetting(where, 'the layer ranges of its sources have different lengths');
      const sources = slice.sources.map(({ model, layer_range: [from, to], parameters }) => {
        const index = models.index(model);
        const layers = layerCount(models.open[index]!.checkpoint);
        if (to > layers)
          throw badSetting(
            `${where}.layer_range`,
            `[${from}, ${to}] of a model of ${layers} layers (${models.planned[index]!.label})`,
          );
        return { model: index, from, parameters };
      });
      const own = slice.base_model ? models.index(slice.base_model) : base;
      return makeSlice(method, sources, lengths[0]!, own, [slice.parameters, ...global], where);
    }),
  };
}

function makeSlice(
  method: MergeMethod,
  sources: readonly SliceSource[],
  layers: number,
  baseModel: number | undefined,
  parameters: OutputSlice['parameters'],
  where: string,
): OutputSlice {
  const used = sources.map(({ model }) => model);
  if (new Set(used).size !== used.length) throw badSetting(where, 'the same model is listed twice');
  const position = baseModel === undefined ? -1 : used.indexOf(baseModel);
  const { base: rule, least = 1, most, leastTuned, mostTuned } = method.inputs;
  if (rule !== 'ignored') {
    if (rule === 'required' && baseModel === undefined) throw badSetting('base_model', `${method.name} needs one`);
    if (baseModel !== undefined && position < 0) throw badSetting(where, 'base_model is not one of its models');
  }
  const base = rule === 'ignored' || position < 0 ? undefined : position;
  const tuned = used.length - Number(base !== undefined);
  checkCount(where, method, 'models', used.length, least, most);
  checkCount(where, method, 'models beside the base', tuned, leastTuned ?? 0, mostTuned);
  return { sources, layers, base, parameters };
}

function checkCount(where: string, method: MergeMethod, what: string, count: number, least: number, most?: number) {
  if (count >= least && count <= (most ?? count)) return;
  const wanted = least === most ? `${least}` : count < least ? `at least ${least}` : `at most ${most}`;
  throw badSetting(where, `${method.name} takes ${wanted} ${what}, ${count} ${count === 1 ? 'is' : 'are'} given`);
}

/** Number of layers by config.json's num_hidden_layers. Throws NOT_A_MODEL if it is not a positive whole number. */
export function layerCount({ dir, config }: Checkpoint): number {
  const { num_hidden_layers: layers } = config;
  if (Number.isSafeInteger(layers) && (layers as number) > 0) return layers as number;
  throw new UnisonoError('NOT_A_MODEL', { path: dir, reason: 'config.json lacks num_hidden_layers' });
}
