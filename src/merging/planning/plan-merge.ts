import { UnisonoError } from '../../core/errors.js';
import type { DType } from '../../tensors/dtype.js';
import { badSetting } from '../config/bad-setting.js';
import { resolveParameter } from '../config/evaluate-setting.js';
import type { LayerWeightTable } from '../config/layer-weights.js';
import type { MergeConfig } from '../config/merge-config.js';
import type { MergeMethod, ParameterSpec, ParameterValue, ParameterValues } from '../methods/method.js';
import { METHODS } from '../methods/registry.js';
import { OpenModels, referencedModels } from '../sources/open-models.js';
import type { PlannedModel, PlannedSource } from '../sources/planned-source.js';
import { isHead, isVocabulary, weightLayer } from '../sources/tensor-place.js';
import { checkTokenizers } from '../vocabulary/check-tokenizers.js';
import { mapVocabulary } from '../vocabulary/map-vocabulary.js';
import { type OutputTokenizer, outputTokenizer } from '../vocabulary/output-tokenizer.js';
import type { MergePlan, PlannedTensor } from './merge-plan.js';
import { layerCount, type OutputSlice, outputLayout } from './output-slices.js';
import { type OutputTensor, outputTensors } from './output-tensors.js';

/** A plan, and the tokenizer of the output if it differs from the donor's. */
export interface PlannedMerge {
  readonly plan: MergePlan;
  readonly tokenizer: OutputTokenizer | undefined;
}

const DTYPES = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;

/**
 * Opens the models of a configuration and plans every tensor of the output. All checks that need no computation are made
 * here. Throws BAD_SETTING, NOT_A_MODEL, MODELS_DIFFER, UNSUPPORTED_MODEL, TENSOR_DTYPE, BAD_SAFETENSORS and the errors of
 * reading tokenizers.
 */
export function planMerge(config: MergeConfig): PlannedMerge {
  const models = new OpenModels(config.folders, config.located);
  try {
    for (const { setting, name } of referencedModels(config.settings)) models.index(setting, name);
    return plan(config, models);
  } finally {
    models.close();
  }
}

/** The models beside the base, whose layers `layer_weights` weighs, by their names. Throws as `planMerge`. */
export function tunedModels(config: MergeConfig): PlannedModel[] {
  const models = new OpenModels(config.folders, config.located);
  try {
    for (const { setting, name } of referencedModels(config.settings)) models.index(setting, name);
    const { slices } = outputLayout(config.settings, models, METHODS.get(config.settings.merge_method)!);
    return tunedIndices(slices).map((model) => models.planned[model]!);
  } finally {
    models.close();
  }
}

function tunedIndices(slices: readonly OutputSlice[]): number[] {
  const all = slices.flatMap(({ sources, base }) => sources.flatMap(({ model }, s) => (s === base ? [] : [model])));
  return [...new Set(all)];
}

function plan(config: MergeConfig, models: OpenModels): PlannedMerge {
  const { settings, seed, layerWeights } = config;
  if (!Number.isSafeInteger(seed)) throw badSetting('seed', `${seed} is not a whole number`);
  if (settings.layer_weights !== undefined && layerWeights === undefined)
    throw badSetting('layer_weights', `the table in ${settings.layer_weights} was not read; pass it as layerWeights`);
  const method = METHODS.get(settings.merge_method)!;
  const layout = outputLayout(settings, models, method);
  const donor = settings.base_model ? models.index(settings.base_model) : layout.slices[0]!.sources[0]!.model;
  const tokenizer = outputTokenizer(settings, models, donor);
  const used = [...new Set(layout.slices.flatMap(({ sources }) => sources.map(({ model }) => model)))];
  const vocabulary = tokenizer && mapVocabulary(tokenizer, models, used, settings);
  const weights = layerWeightLookup(layerWeights, models, layout.slices, layerCount(models.open[donor]!.checkpoint));
  const outputs = outputTensors(layout, models);
  const tensors = outputs.map((output) =>
    planTensor(output, method, models, settings, vocabulary?.size, weights?.(output)),
  );
  const layers = layout.slices.reduce((sum, slice) => sum + slice.layers, 0);
  const { checkpoint } = models.open[donor]!;
  const tied = checkpoint.config.tie_word_embeddings;
  const dtype = settings.out_dtype ?? settings.dtype;
  return {
    tokenizer,
    plan: {
      method: method.name,
      seed,
      models: models.planned,
      tensors,
      vocabulary,
      donor,
      config: {
        ...(dtype && { torch_dtype: dtype, ...('dtype' in checkpoint.config && { dtype }) }),
        ...(!layout.whole && { num_hidden_layers: layers }),
        ...(vocabulary && { vocab_size: vocabulary.size }),
        ...(tied === true && tensors.some(({ name }) => isHead(name)) && { tie_word_embeddings: false }),
      },
      warnings: [
        ...config.unusedParameters.map((name) => `${method.name} takes no parameter "${name}"; it has no effect`),
        ...(vocabulary ? [] : checkTokenizers(models, donor)),
      ],
    },
  };
}

function planTensor(
  output: OutputTensor,
  method: MergeMethod,
  models: OpenModels,
  settings: MergeConfig['settings'],
  vocabularySize: number | undefined,
  weights: readonly (number | undefined)[] | undefined,
): PlannedTensor {
  const { name, slice } = output;
  const sources = output.inputs.map((tensor, s): PlannedSource => {
    const model = slice.sources[s]!.model;
    const { checkpoint, lora } = models.open[model]!;
    const { shape } = checkpoint.info(tensor);
    const adapted = lora?.targets.has(tensor) ?? false;
    const { dtype } = (adapted && lora?.replacementInfo(tensor)) || checkpoint.info(tensor);
    return { model, tensor, dtype, shape, adapted };
  });
  const mapped = vocabularySize !== undefined && isVocabulary(name);
  const lead = sources[slice.base ?? 0]!;
  for (const source of sources) checkShape(source, lead, models, mapped);
  const values = resolveValues(output, method, models, weights);
  const problem = method.problem?.(values.shared, values.perModel);
  if (problem !== undefined) throw badSetting(`parameters, tensor "${name}"`, problem);
  const dtype = settings.out_dtype ?? settings.dtype;
  return {
    name,
    shape: mapped ? [vocabularySize, ...lead.shape.slice(1)] : lead.shape,
    dtype: dtype ? DTYPES[dtype] : promoted(sources.map((source) => source.dtype)),
    sources,
    base: slice.base,
    ...values,
    mapped,
  };
}

/** The narrowest type that holds all values of several: float32 for float16 beside bfloat16. */
function promoted(dtypes: readonly DType[]): DType {
  return new Set(dtypes).size === 1 ? dtypes[0]! : 'F32';
}

function checkShape(source: PlannedSource, lead: PlannedSource, models: OpenModels, mapped: boolean): void {
  const [own, expected] = mapped ? [source.shape.slice(1), lead.shape.slice(1)] : [source.shape, lead.shape];
  if (own.join() === expected.join()) return;
  const hint =
    isVocabulary(lead.tensor) && own.slice(1).join() === expected.slice(1).join()
      ? '; the vocabularies differ: set tokenizer_source to "union" or "base"'
      : '';
  throw new UnisonoError('MODELS_DIFFER', {
    path: models.planned[source.model]!.dir,
    base: models.planned[lead.model]!.dir,
    reason: `tensor "${source.tensor}" has shape [${source.shape}], in the other [${lead.shape}]${hint}`,
  });
}

function resolveValues(
  { name, slice, t, inputs }: OutputTensor,
  method: MergeMethod,
  models: OpenModels,
  weights: readonly (number | undefined)[] | undefined,
): { shared: ParameterValues; perModel: readonly ParameterValues[] } {
  const collect = (specs: readonly ParameterSpec[], value: (spec: ParameterSpec) => ParameterValue | undefined) =>
    Object.fromEntries(
      specs.flatMap((spec) => {
        const resolved = value(spec);
        return resolved === undefined ? [] : [[spec.name, resolved]];
      }),
    );
  const shared = method.parameters.filter(({ scope }) => scope === 'shared');
  return {
    shared: collect(shared, (spec) => resolveParameter(spec, slice.parameters, name, t)),
    perModel: slice.sources.map(({ model, parameters }, s) => {
      const specs = method.parameters.filter(
        ({ scope }) => scope === 'model' || (scope === 'tuned' && s !== slice.base),
      );
      return collect(specs, (spec) =>
        spec.name === 'weight' && weights !== undefined
          ? weights[s]
          : resolveParameter(spec, [parameters, ...slice.parameters], inputs[s]!, t, models.planned[model]!.label),
      );
    }),
  };
}

/**
 * The weights of a tensor's inputs from the table: those of each input's layer; for embeddings those of the first layer,
 * for final norm and head those of the last. Where models or layers are not those of the table, throws BAD_DOCUMENT for a table of a
 * file, else BAD_SETTING.
 */
function layerWeightLookup(
  table: LayerWeightTable | undefined,
  models: OpenModels,
  slices: readonly OutputSlice[],
  layers: number,
) {
  if (table === undefined) return undefined;
  for (const { parameters, sources } of slices) {
    if ([...parameters, ...sources.map((source) => source.parameters)].some((given) => given?.weight !== undefined))
      throw badSetting(
        'weight',
        'not allowed together with layer weights (layer_weights or --queries); remove one of the two',
      );
  }
  const misfit = (reason: string) =>
    table.file === undefined
      ? badSetting('layer_weights', reason)
      : new UnisonoError('BAD_DOCUMENT', { path: table.file, reason });
  const tuned = tunedIndices(slices);
  const columns = new Map(tuned.map((model) => [model, table.models.indexOf(models.planned[model]!.name)]));
  if ([...columns.values()].includes(-1) || columns.size !== table.models.length) {
    const own = tuned.map((model) => models.planned[model]!.name).join(', ');
    throw misfit(`its models are ${table.models.join(', ')}, those to merge are ${own}; give them the same names`);
  }
  if (table.perLayer.length !== layers)
    throw misfit(`the table has ${table.perLayer.length} layers, but the models have ${layers}`);
  for (const [layer, row] of table.perLayer.entries()) {
    const wrong = table.models.findIndex((_, k) => !Number.isFinite(row[k]));
    if (wrong >= 0) throw misfit(`${row[wrong]} is the weight of ${table.models[wrong]} in layer ${layer}`);
  }
  return ({ slice, inputs }: OutputTensor): (number | undefined)[] =>
    slice.sources.map(({ model }, s) => {
      if (s === slice.base) return undefined;
      const weight = table.perLayer[weightLayer(inputs[s]!, layers)]?.[columns.get(model)!];
      if (weight === undefined) throw misfit(`the table has ${layers} layers and none for tensor "${inputs[s]}"`);
      return weight;
    });
}
