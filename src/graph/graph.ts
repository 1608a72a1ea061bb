/** Element types that the graph uses; indices are int32 or int64, masks and values float32, quantized weights uint8. */
export type ElementType = 'float32' | 'int32' | 'int64' | 'uint8' | 'bool';

export type Shape = readonly number[];

/** An ONNX attribute value: a number marked as an integer or a float, a list of integers, or a string. */
export type Attribute = { int: number } | { float: number } | { ints: readonly number[] } | { string: string };

/** Gradients of each input of a node, given the gradient of its first output; `null` for inputs without one. */
export type Gradient = (outputGradient: Tensor) => readonly (Tensor | null)[];

/** One ONNX node. `gradient` is absent for operations that are not differentiable. */
export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly gradient: Gradient | undefined;
  /** Tensors whose gradients `gradient` returns. Default: `inputs`. */
  readonly gradientInputs: readonly Tensor[];
}

/** A symbolic value with a static shape. `node` is the producer; inputs and constants have none. */
export class Tensor {
  node: Node | undefined;

  constructor(
    readonly graph: Graph,
    readonly name: string,
    readonly shape: Shape,
    readonly type: ElementType,
  ) {}

  get size(): number {
    return this.shape.reduce((product, n) => product * n, 1);
  }
}

export type TypedData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** Arguments of `Graph.emit`. */
export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly type?: ElementType;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly gradient?: Gradient;
  readonly gradientInputs?: readonly Tensor[];
}

/** A computation under construction: nodes in topological order, because a node can only use existing tensors. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Tensor[] = [];
  /** Names of an input's open axes, whose sizes the feeds decide; `null` for fixed axes. See `input`. */
  readonly openAxes = new Map<Tensor, readonly (string | null)[]>();
  readonly constants: { tensor: Tensor; data: TypedData }[] = [];
  private readonly constantsByKey = new Map<string, Tensor>();
  private counter = 0;
  private detachedDepth = 0;

  /**
   * A value fed at every run under `name`.
   *
   * @param axes name of each axis whose size every run decides anew, `null` for the others. `shape` then stands for any
   * size: give such an axis a prime that nothing else in the graph has as its size, so that the operations that take the
   * axis along can tell it apart.
   */
  input(name: string, shape: Shape, type: ElementType = 'float32', axes?: readonly (string | null)[]): Tensor {
    const tensor = new Tensor(this, name, shape, type);
    this.inputs.push(tensor);
    if (axes) this.openAxes.set(tensor, axes);
    return tensor;
  }

  /** A value stored in the graph. Small equal constants are shared. */
  constant(data: TypedData, shape: Shape): Tensor {
    const type = typeOf(data);
    const key = data.length <= 64 ? `${type}[${shape.join()}]:${data.join()}` : undefined;
    const known = key && this.constantsByKey.get(key);
    if (known) return known;
    const tensor = new Tensor(this, this.freshName('constant'), shape, type);
    this.constants.push({ tensor, data });
    if (key) this.constantsByKey.set(key, tensor);
    return tensor;
  }

  /** A float32 scalar of rank 0. */
  scalar(value: number): Tensor {
    return this.constant(Float32Array.of(value), []);
  }

  /** An int64 vector, ONNX's form of shapes and axes. */
  int64(values: readonly number[]): Tensor {
    return this.constant(
      BigInt64Array.from(values, (v) => BigInt(v)),
      [values.length],
    );
  }

  /** Appends a node with one output and returns that output. */
  emit(spec: NodeSpec): Tensor {
    const output = new Tensor(this, this.freshName(spec.op), spec.shape, spec.type ?? 'float32');
    const node: Node = {
      op: spec.op,
      domain: spec.domain ?? '',
      inputs: spec.inputs,
      outputs: [output],
      attributes: spec.attributes ?? {},
      gradient: this.detachedDepth > 0 ? undefined : spec.gradient,
      gradientInputs: spec.gradientInputs ?? spec.inputs,
    };
    output.node = node;
    this.nodes.push(node);
    return output;
  }

  /** Runs `build`; no gradients flow through its nodes. */
  detached<T>(build: () => T): T {
    this.detachedDepth++;
    try {
      return build();
    } finally {
      this.detachedDepth--;
    }
  }

  private freshName(hint: string): string {
    return `${hint.toLowerCase()}_${this.counter++}`;
  }
}

function typeOf(data: TypedData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  return data instanceof Uint8Array ? 'uint8' : 'int64';
}
