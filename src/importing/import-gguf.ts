import { join } from 'node:path';
import { writeJson } from '../core/files.js';
import type { Progress } from '../core/progress.js';
import { silentProgress } from '../core/progress.js';
import { bytesPerElement, type DType, encode } from '../tensors/dtype.js';
import { writeModelConfig } from '../tensors/model-config.js';
import { checkOutputDirectory, replaceDirectory } from '../tensors/output-directory.js';
import { SafetensorsWriter } from '../tensors/safetensors-writer.js';
import type { Architecture } from './architectures/architecture.js';
import { ARCHITECTURES } from './architectures/index.js';
import { type GgufFile, openGguf } from './gguf-file.js';
import { type Hyperparameters, readHyperparameters } from './hyperparameters.js';
import { planTensors, readPieces, type TensorPlan } from './tensor-plan.js';
import { importTokenizer } from './tokenizer/import-tokenizer.js';
import { readVocabulary, type SpecialTokens } from './tokenizer/vocabulary.js';

/** Element types that an import may write; not float16, whose range is too small for some weights. */
export type ImportDType = Exclude<DType, 'F16'>;

/** How a GGUF file is imported. */
export interface ImportOptions {
  /** Element type of the weights. Default: BF16; F32 is exact. */
  readonly dtype?: ImportDType;
  readonly progress?: Progress;
}

/** The result of an import. */
export interface ImportSummary {
  readonly architecture: string;
  readonly tensors: number;
  readonly parameters: number;
  /** Element types in the file and how many tensors have each. */
  readonly formats: Readonly<Record<string, number>>;
  readonly hasChatTemplate: boolean;
}

const TORCH_NAME: Readonly<Record<ImportDType, string>> = { F32: 'float32', BF16: 'bfloat16' };

/**
 * Turns a GGUF file into a Hugging Face model directory: dequantized weights, config, tokenizer, chat template. The
 * directory appears whole, in place of an older one. Memory: the header, plus a million elements or one attention head.
 *
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, BAD_GGUF, GGUF_UNSUPPORTED, TENSOR_MISSING, TENSOR_SHAPE, WEIGHT_NOT_FINITE;
 * BAD_SETTING if `out` is or contains the file, FILE_UNWRITABLE, DISK_FULL.
 */
export async function importGguf(path: string, out: string, options: ImportOptions = {}): Promise<ImportSummary> {
  const { dtype = 'BF16', progress = silentProgress } = options;
  const gguf = openGguf(path);
  try {
    checkOutputDirectory(out, [path]);
    const architecture = architectureOf(gguf);
    const sizes = readHyperparameters(gguf, architecture.name);
    const plan = planTensors(gguf, architecture, sizes);
    const config = architecture.config(gguf, sizes, plan);
    const vocabulary = readVocabulary(gguf.metadata, sizes.vocabulary);
    const tokenizer = importTokenizer(gguf.metadata, vocabulary, sizes.context);
    await replaceDirectory(out, [path], async (temporary) => {
      const write = (name: string, value: object) => writeJson(join(temporary, name), value);
      const shared = sharedConfig(sizes, plan, vocabulary.special, dtype);
      writeModelConfig(join(temporary, 'config.json'), { ...config, ...shared });
      write('generation_config.json', generationConfig(vocabulary.special));
      write('tokenizer.json', tokenizer.tokenizer);
      write('tokenizer_config.json', tokenizer.config);
      writeWeights(join(temporary, 'model.safetensors'), gguf, sizes, plan, dtype, progress);
    });
    return summary(gguf, architecture, plan);
  } finally {
    gguf.close();
  }
}

function architectureOf({ metadata }: GgufFile): Architecture {
  const name = metadata.required(metadata.text('general.architecture'), 'general.architecture');
  const architecture = ARCHITECTURES.find((known) => known.name === name);
  if (architecture) return architecture;
  throw metadata.unsupported(`general.architecture "${name}"`, ARCHITECTURES.map((known) => known.name).join(', '));
}

function sharedConfig(sizes: Hyperparameters, plan: TensorPlan, special: SpecialTokens, dtype: ImportDType): object {
  return {
    hidden_size: sizes.hidden,
    intermediate_size: sizes.feedForward,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    num_key_value_heads: sizes.keyValueHeads,
    vocab_size: sizes.vocabulary,
    max_position_embeddings: sizes.context,
    rms_norm_eps: sizes.epsilon,
    initializer_range: 0.02,
    tie_word_embeddings: plan.tied,
    use_cache: true,
    torch_dtype: TORCH_NAME[dtype],
    ...tokenIds(special),
  };
}

function generationConfig(special: SpecialTokens): object {
  const several = special.ends.length > 1 && { eos_token_id: special.ends };
  return { ...tokenIds(special), ...several };
}

function tokenIds({ bos, eos, pad }: SpecialTokens): object {
  return {
    ...(bos !== undefined && { bos_token_id: bos }),
    ...(eos !== undefined && { eos_token_id: eos }),
    ...(pad !== undefined && { pad_token_id: pad }),
  };
}

function writeWeights(
  path: string,
  gguf: GgufFile,
  sizes: Hyperparameters,
  { tensors }: TensorPlan,
  dtype: ImportDType,
  progress: Progress,
): void {
  const layouts = tensors.map(({ name, source }) => ({ name, dtype, shape: source.shape }));
  const size = bytesPerElement(dtype);
  const task = progress.task('dequantize', elementsOf(tensors), 'weights');
  const writer = new SafetensorsWriter(path, layouts, { format: 'pt' });
  try {
    for (const tensor of tensors) {
      for (const { start, values } of readPieces(gguf, tensor, sizes)) {
        writer.writeAt(tensor.name, start * size, encode(values, dtype));
        task.advance(values.length);
      }
    }
    writer.commit();
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    task.end();
  }
}

function elementsOf(tensors: TensorPlan['tensors']): number {
  return tensors.reduce((sum, { source }) => sum + source.elements, 0);
}

function summary(gguf: GgufFile, architecture: Architecture, { tensors }: TensorPlan): ImportSummary {
  const formats: Record<string, number> = {};
  for (const { source } of tensors) formats[source.format.name] = (formats[source.format.name] ?? 0) + 1;
  return {
    architecture: architecture.name,
    tensors: tensors.length,
    parameters: elementsOf(tensors),
    formats,
    hasChatTemplate: gguf.metadata.has('tokenizer.chat_template'),
  };
}
