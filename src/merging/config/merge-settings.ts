import { z } from 'zod';
import { METHODS } from '../methods/registry.js';

/** A number or a boolean; either may be text, since mergekit reads YAML 1.1, where "1e-5" is text and "yes" is true. */
const scalar = z.union([
  z.number(),
  z.boolean(),
  z
    .string()
    .regex(
      /^\s*([-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|yes|no|on|off)\s*$/i,
      'expected a number, a boolean, or a list of them',
    ),
]);
const gradient = z.union([scalar, z.array(scalar).min(1)]);
const conditional = z
  .strictObject({
    value: gradient,
    filter: z
      .string()
      .nullish()
      .meta({ description: 'for tensors whose name contains this text; the first match counts' }),
  })
  .meta({ id: 'conditional' });

/** Setting of a parameter: a value, a gradient over depth, or a list of them with filters. */
const setting = z.union([gradient, conditional, z.array(conditional).min(1)]).meta({ id: 'setting' });
const parameters = z.record(z.string(), setting).meta({ description: 'parameters of the merge method, by name' });

export type ScalarSetting = z.infer<typeof scalar>;
export type GradientSetting = z.infer<typeof gradient>;
export type ParameterSetting = z.infer<typeof setting>;
export type ParameterSettings = z.infer<typeof parameters>;

const path = z.string().min(1);
const pathObject = z.strictObject({ path, revision: z.string().nullish() });

/** "model", "model@revision", "model+lora", or the same as an object. */
const modelReference = z
  .union([path, z.strictObject({ model: z.union([path, pathObject]), lora: z.union([path, pathObject]).nullish() })])
  .meta({ id: 'model', description: 'folder or hub id, "@revision" and "+lora adapter" allowed' });

export type ModelSetting = z.infer<typeof modelReference>;

const name = z
  .string()
  .min(1)
  .optional()
  .meta({ description: 'name of the model in layer_weights, and seed of its random masks' });

const layerRange = z
  .tuple([z.int().nonnegative(), z.int().positive()])
  .refine(([from, to]) => from < to, 'must rise')
  .meta({ description: 'first layer, and the one after the last' });

const inputModel = z.strictObject({ model: modelReference, name, parameters: parameters.nullish() });
const inputSlice = z.strictObject({
  model: modelReference,
  name,
  layer_range: layerRange,
  parameters: parameters.nullish(),
});
const outputSlice = z.strictObject({
  sources: z.array(inputSlice).min(1),
  base_model: modelReference.nullish(),
  residual_weight: z.number().nullish().meta({ description: 'accepted for mergekit, no effect' }),
  parameters: parameters.nullish(),
});
const models = z.array(inputModel).min(1);
const slices = z.array(outputSlice).min(1);
const module = z.strictObject({
  models: models.nullish(),
  slices: slices.nullish(),
  parameters: parameters.nullish(),
});

const tokenSource = z.union([
  modelReference,
  z.strictObject({
    kind: z.literal('model_token'),
    model: modelReference,
    token_id: z.int().nonnegative().nullish(),
    token: z.string().nullish(),
  }),
  z.strictObject({ kind: z.literal('zero') }),
]);
const tokenizer = z.strictObject({
  source: modelReference.default('union').meta({ description: '"union", "base" or a model' }),
  tokens: z
    .record(z.string(), z.strictObject({ source: tokenSource.nullish(), force: z.boolean().default(false) }))
    .nullish(),
  pad_to_multiple_of: z.int().positive().nullish(),
});

const DTYPES = ['float32', 'float16', 'bfloat16'] as const;
const dtype = z
  .enum([...DTYPES, ...DTYPES.map((name) => `torch.${name}` as const)])
  .transform((name) => name.replace('torch.', '') as (typeof DTYPES)[number]);

/** A merge configuration: mergekit's YAML, and `layer_weights`, `name` and `consistency_dare_ties` beside it. */
export const MergeSettings = z
  .strictObject({
    merge_method: z.enum([...METHODS.keys()] as [string, ...string[]]),
    models: models.nullish().meta({ description: 'whole models to merge' }),
    slices: slices.nullish().meta({ description: 'layer ranges to merge and to stack' }),
    modules: z.record(z.string(), module).nullish().meta({ description: 'models or slices by module' }),
    base_model: modelReference.nullish(),
    parameters: parameters.nullish(),
    dtype: dtype.nullish().meta({ description: 'element type of the output; arithmetic is always float32' }),
    out_dtype: dtype.nullish().meta({ description: 'element type of the output, takes precedence over dtype' }),
    tokenizer_source: modelReference.nullish().meta({ description: '"base", "union" or a model' }),
    tokenizer: tokenizer.nullish(),
    chat_template: z.string().min(1).nullish().meta({ description: '"auto", "chatml", "alpaca" or a Jinja template' }),
    layer_weights: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'weights.json of unisono weights: the weight of every model in every layer' }),
  })
  .superRefine((settings, context) => {
    const fail = (path: string | undefined, message: string) =>
      context.addIssue({ code: 'custom', message, path: path === undefined ? [] : [path] });
    const given = (['models', 'slices', 'modules'] as const).filter((key) => settings[key] != null);
    if (given.length !== 1) fail(given[1], 'set exactly one of models, slices and modules');
    for (const [module, { models: whole, slices: ranges }] of Object.entries(settings.modules ?? {})) {
      if ((whole == null) === (ranges == null))
        context.addIssue({
          code: 'custom',
          message: 'set exactly one of models and slices',
          path: ['modules', module],
        });
    }
    if (settings.tokenizer && settings.tokenizer_source)
      fail('tokenizer', 'tokenizer and tokenizer_source are not allowed together');
  });

export type MergeSettings = z.infer<typeof MergeSettings>;
