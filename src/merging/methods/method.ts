import type { MaskKey } from '../arithmetic/dare.js';
import type { KernelPlan } from '../arithmetic/kernel-plan.js';
import type { TensorStream } from '../arithmetic/tensor-stream.js';

/** A parameter's value once filters and gradients are resolved. */
export type ParameterValue = number | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** One parameter that a method takes from the configuration. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'boolean';
  /** One value for all models, one for every model, or one for every model but the base. */
  readonly scope: 'shared' | 'model' | 'tuned';
  /** Value if the configuration does not set the parameter; without a default it is required, unless `optional`. */
  readonly default?: ParameterValue;
  readonly optional?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description: string;
}

/** Inputs and parameters of one tensor's merge. Lists are aligned with the stream's inputs. */
export interface MethodInput {
  readonly stream: TensorStream;
  /** Index of the base model among the inputs. */
  readonly base: number | undefined;
  readonly shared: ParameterValues;
  readonly perModel: readonly ParameterValues[];
  /** The mask key of input `k` for block `block` of this tensor (`maskKey`). */
  maskKey(k: number, block: number): MaskKey;
}

/** Requirements on the models of a merge. */
export interface InputRule {
  readonly base: 'required' | 'optional' | 'ignored';
  /** Bounds on all models, the base among them. */
  readonly least?: number;
  readonly most?: number;
  /** Bounds on the models beside the base. */
  readonly leastTuned?: number;
  readonly mostTuned?: number;
}

/** A merge method: one file of this folder, or one row of ./family-members.ts. */
export interface MergeMethod {
  readonly name: string;
  readonly title: string;
  /** The paper, or the page that describes the method. */
  readonly source: string;
  readonly inputs: InputRule;
  readonly parameters: readonly ParameterSpec[];
  /** True for a method that draws random masks, whose result depends on the seed. */
  readonly random?: boolean;
  /**
   * The definition, in plain TypeScript and float32: reads the stream any number of times and emits every element once. Its
   * result depends on no chunk size.
   */
  merge(input: MethodInput): void;
  /** The same operation for the SIMD kernels, which give the same bits; absent if there is only the definition. */
  kernels?(input: MethodInput): KernelPlan | undefined;
  /** An error in resolved parameters beyond types and bounds, as a sentence without a full stop. */
  problem?(shared: ParameterValues, perModel: readonly ParameterValues[]): string | undefined;
}

/** A number among resolved values. */
export function numberOf(values: ParameterValues, name: string): number {
  return values[name] as number;
}

/** The inputs that are not the base, by index. */
export function tunedInputs({ stream, base }: MethodInput): number[] {
  return Array.from({ length: stream.inputs }, (_, k) => k).filter((k) => k !== base);
}
