import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UnisonoError } from '../../core/errors.js';
import { readJson } from '../../core/files.js';
import { bytesPerElement, type DType } from '../../tensors/dtype.js';
import { openSafetensors, type SafetensorsFile } from '../../tensors/safetensors.js';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

const adapterSchema = z.object({
  peft_type: z.string(),
  r: z.number().positive(),
  lora_alpha: z.number(),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
  fan_in_fan_out: z.boolean().nullish(),
  bias: z.string().nullish(),
  rank_pattern: z.record(z.string(), z.number()).nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
});

/** W + scale * left @ right for a weight of [rows, columns]: left is [rows, rank], right [rank, columns]. */
export interface LowRankChange {
  readonly rank: number;
  readonly rows: number;
  readonly columns: number;
  readonly scale: number;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/**
 * An open PEFT LoRA adapter (Hu et al., arXiv 2106.09685): changes to weights of a model, by the weights' own names.
 * Follows peft 0.21: scale alpha / r or alpha / sqrt(r) (rsLoRA), patterns of rank and alpha by module, `fan_in_fan_out`,
 * embeddings. Whole weights that were trained beside it (modules_to_save) replace the model's.
 */
export class LoraAdapter {
  /** Names of the weights that the adapter changes or replaces. */
  readonly targets: ReadonlySet<string>;
  private readonly factors = new Map<string, { a: string; b: string; embedding: boolean }>();
  private readonly replaced = new Map<string, string>();

  private constructor(
    readonly dir: string,
    private readonly config: z.infer<typeof adapterSchema>,
    private readonly file: SafetensorsFile,
  ) {
    for (const name of file.tensors.keys()) this.register(name);
    this.targets = new Set([...this.factors.keys(), ...this.replaced.keys()]);
  }

  /** Throws NOT_A_MODEL if it is not a LoRA adapter or has parts that cannot be merged (DoRA, biases). */
  static open(dir: string): LoraAdapter {
    for (const name of [CONFIG, WEIGHTS])
      if (!existsSync(join(dir, name))) throw notAnAdapter(dir, `no ${name} of a LoRA adapter`);
    const config = readJson(join(dir, CONFIG), adapterSchema);
    if (config.peft_type !== 'LORA') throw notAnAdapter(dir, `an adapter of type ${config.peft_type}, not LORA`);
    if (config.use_dora) throw notAnAdapter(dir, 'a DoRA adapter; merge it with peft first');
    if (config.bias && config.bias !== 'none')
      throw notAnAdapter(dir, 'an adapter with biases; merge it with peft first');
    const file = openSafetensors(join(dir, WEIGHTS));
    try {
      return new LoraAdapter(dir, config, file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Shape and element type of a weight that replaces the model's; undefined for one that is changed. */
  replacementInfo(weight: string): { readonly shape: readonly number[]; readonly dtype: DType } | undefined {
    const name = this.replaced.get(weight);
    return name === undefined ? undefined : this.file.tensors.get(name)!;
  }

  /** Reads the weight that replaces the model's, if there is one. */
  replacement(weight: string): { dtype: DType; read(first: number, target: Uint8Array): void } | undefined {
    const name = this.replaced.get(weight);
    if (name === undefined) return undefined;
    const { dtype } = this.file.tensors.get(name)!;
    return { dtype, read: (first, target) => this.file.readInto(name, first * bytesPerElement(dtype), target) };
  }

  /** Checks that the change of a weight fits its shape. Throws MODELS_DIFFER. */
  check(weight: string, shape: readonly number[]): void {
    const own = this.replacementInfo(weight)?.shape ?? this.changeShape(weight);
    if (own.join() === shape.join()) return;
    const reason = `its change of "${weight}" has shape [${own}], the weight [${shape}]`;
    throw new UnisonoError('MODELS_DIFFER', { path: this.dir, base: 'its model', reason });
  }

  /** The change of a weight. */
  change(weight: string): LowRankChange {
    const { a, b, embedding } = this.factors.get(weight)!;
    const [rank, inner] = this.file.tensors.get(a)!.shape as [number, number];
    const [outer] = this.file.tensors.get(b)!.shape as [number, number];
    const [matrixA, matrixB] = [this.file.read(a), this.file.read(b)];
    const scale = this.scale(weight, rank);
    // The weight of an embedding, as of a transposed layer (fan_in_fan_out), is [inner, outer]: (B A)^T = A^T B^T.
    if (!embedding && !this.config.fan_in_fan_out)
      return { rank, rows: outer, columns: inner, scale, left: matrixB, right: matrixA };
    return {
      rank,
      rows: inner,
      columns: outer,
      scale,
      left: transposed(matrixA, rank, inner),
      right: transposed(matrixB, outer, rank),
    };
  }

  close(): void {
    this.file.close();
  }

  private changeShape(weight: string): [number, number] {
    const { a, b, embedding } = this.factors.get(weight)!;
    const inner = this.file.tensors.get(a)!.shape[1]!;
    const outer = this.file.tensors.get(b)!.shape[0]!;
    return embedding || this.config.fan_in_fan_out ? [inner, outer] : [outer, inner];
  }

  private scale(weight: string, rank: number): number {
    const module = weight.replace(/\.weight$/, '');
    const alpha = patternValue(this.config.alpha_pattern, module) ?? this.config.lora_alpha;
    return alpha / (this.config.use_rslora ? Math.sqrt(rank) : rank);
  }

  private register(name: string): void {
    const plain = name.replace(/^base_model\.model\./, '');
    const [, module, letter] = /^(.+)\.lora_(?:embedding_)?([AB])(?:\.(?:default\.)?weight)?$/.exec(plain) ?? [];
    if (module === undefined) {
      if (plain.includes('lora_')) throw notAnAdapter(this.dir, `tensor "${name}", which is not of plain LoRA`);
      this.replaced.set(plain.replace('.modules_to_save.default', '').replace('.modules_to_save', ''), name);
      return;
    }
    const weight = `${module}.weight`;
    const other =
      letter === 'A'
        ? name.replace(/lora_(embedding_)?A/, 'lora_$1B')
        : name.replace(/lora_(embedding_)?B/, 'lora_$1A');
    const [a, b] = letter === 'A' ? [name, other] : [other, name];
    const [shapeA, shapeB] = [a, b].map((key) => this.file.tensors.get(key)?.shape);
    if (shapeA?.length !== 2 || shapeB?.length !== 2 || shapeA[0] !== shapeB[1])
      throw notAnAdapter(this.dir, `"${name}" has no partner of a fitting shape`);
    this.factors.set(weight, { a, b, embedding: plain.includes('lora_embedding_') });
  }
}

/** The value of the first pattern that ends the module's name, as peft matches them. */
function patternValue(
  patterns: Readonly<Record<string, number>> | null | undefined,
  module: string,
): number | undefined {
  const fits = (pattern: string) => {
    try {
      return new RegExp(`(?:^|\\.)(?:${pattern})$`).test(module);
    } catch {
      return module === pattern || module.endsWith(`.${pattern}`);
    }
  };
  return Object.entries(patterns ?? {}).find(([pattern]) => fits(pattern))?.[1];
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

function notAnAdapter(path: string, reason: string): UnisonoError {
  return new UnisonoError('NOT_A_MODEL', { path, reason });
}

/** Adds the change to `values`, the elements of the weight from `first` on. */
export function addLowRank(values: Float32Array, first: number, change: LowRankChange): void {
  const { columns, scale } = change;
  const sums = new Float64Array(columns);
  for (let done = 0; done < values.length; ) {
    const row = Math.floor((first + done) / columns);
    const column = first + done - row * columns;
    const count = Math.min(columns - column, values.length - done);
    addRow(sums, row, column, count, change);
    for (let i = 0; i < count; i++) values[done + i] = values[done + i]! + scale * sums[i]!;
    done += count;
  }
}

/** The elements of left @ right in one row, from `column` on, into `sums`: four ranks at a time, in the order of the ranks. */
function addRow(sums: Float64Array, row: number, column: number, count: number, change: LowRankChange): void {
  const { rank, columns, left, right } = change;
  sums.fill(0, 0, count);
  let r = 0;
  for (; r + 4 <= rank; r += 4) {
    const at = row * rank + r;
    const [a, b, c, d] = [left[at]!, left[at + 1]!, left[at + 2]!, left[at + 3]!];
    const [p, q] = [r * columns + column, (r + 1) * columns + column];
    const [s, t] = [(r + 2) * columns + column, (r + 3) * columns + column];
    for (let i = 0; i < count; i++)
      sums[i] = sums[i]! + a * right[p + i]! + b * right[q + i]! + c * right[s + i]! + d * right[t + i]!;
  }
  for (; r < rank; r++) {
    const [a, p] = [left[row * rank + r]!, r * columns + column];
    for (let i = 0; i < count; i++) sums[i] = sums[i]! + a * right[p + i]!;
  }
}
