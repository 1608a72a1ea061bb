import protobuf from 'protobufjs';
import type { Attribute, Graph, Tensor, TypedData } from './graph.js';
import { ONNX_TYPE } from './ops/cast.js';

/** The part of onnx.proto (IR version 9) that is used here; field numbers are ONNX's. */
const SCHEMA = `
syntax = "proto3";
message AttributeProto { string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20; }
message NodeProto { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated AttributeProto attribute = 5; string domain = 7; }
message StringStringEntryProto { string key = 1; string value = 2; }
message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; repeated StringStringEntryProto external_data = 13; int32 data_location = 14; }
message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorTypeProto { int32 elem_type = 1; TensorShapeProto shape = 2; }
message TypeProto { TensorTypeProto tensor_type = 1; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message GraphProto { repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5; repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12; }
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message ModelProto { int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
`;

const Model = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('ModelProto');

/** AttributeProto.AttributeType numbers. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Constants of this many bytes or more are stored outside the model, which protobuf limits to 2 GB, and are not copied. */
const EXTERNAL_BYTES = 1 << 16;

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;

/** An ONNX model, and the data of its large constants by their names in the model. */
export interface OnnxModel {
  readonly model: Uint8Array;
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/**
 * Serializes a graph as an ONNX model (opset 20 plus com.microsoft 1). Nodes and constants that no output depends on are
 * left out; inputs never are.
 *
 * @param outputs name under which each output is returned -> tensor
 */
export function toOnnx(graph: Graph, outputs: Readonly<Record<string, Tensor>>): OnnxModel {
  const { nodes, constants } = reachable(graph, Object.values(outputs));
  const named = Object.entries(outputs).map(([name, tensor]) => ({
    input: [tensor.name],
    output: [name],
    op_type: 'Identity',
  }));
  const message = Model.create({
    ir_version: 9,
    producer_name: 'unisono',
    opset_import: [
      { domain: '', version: 20 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'graph',
      node: [
        ...nodes.map((node) => ({
          input: node.inputs.map((t) => t.name),
          output: node.outputs.map((t) => t.name),
          name: node.outputs[0]?.name,
          op_type: node.op,
          domain: node.domain,
          attribute: Object.entries(node.attributes).map(([name, value]) => attributeProto(name, value)),
        })),
        ...named,
      ],
      initializer: constants.map(({ tensor, data }) => ({
        dims: tensor.shape,
        data_type: ONNX_TYPE[tensor.type],
        name: tensor.name,
        ...(isExternal(data)
          ? { data_location: EXTERNAL, external_data: [{ key: 'location', value: tensor.name }] }
          : { raw_data: rawBytes(data) }),
      })),
      input: graph.inputs.map((tensor) => valueInfo(tensor.name, tensor, graph.openAxes.get(tensor))),
      output: Object.entries(outputs).map(([name, tensor]) =>
        graph.openAxes.size === 0 ? valueInfo(name, tensor) : { name, type: valueType(tensor) },
      ),
    },
  });
  return {
    model: Model.encode(message).finish(),
    externalData: constants
      .filter(({ data }) => isExternal(data))
      .map(({ tensor, data }) => ({ path: tensor.name, data: rawBytes(data) })),
  };
}

/** The nodes and constants that `outputs` depend on, in their order. */
function reachable(graph: Graph, outputs: readonly Tensor[]): Pick<Graph, 'nodes' | 'constants'> {
  const used = new Set<Tensor>(outputs);
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((output) => used.has(output))) return false;
      for (const input of node.inputs) used.add(input);
      return true;
    })
    .reverse();
  return { nodes, constants: graph.constants.filter(({ tensor }) => used.has(tensor)) };
}

function attributeProto(name: string, value: Attribute) {
  if ('int' in value) return { name, i: value.int, type: ATTRIBUTE_TYPE.int };
  if ('float' in value) return { name, f: value.float, type: ATTRIBUTE_TYPE.float };
  if ('ints' in value) return { name, ints: value.ints, type: ATTRIBUTE_TYPE.ints };
  return { name, s: new TextEncoder().encode(value.string), type: ATTRIBUTE_TYPE.string };
}

function valueInfo(name: string, tensor: Tensor, axes: readonly (string | null)[] = []) {
  const dim = tensor.shape.map((n, axis) => (axes[axis] ? { dim_param: axes[axis] } : { dim_value: n }));
  return { name, type: valueType(tensor, { dim }) };
}

/** Without a shape ONNX Runtime infers it, or takes the shape of each run. */
function valueType(tensor: Tensor, shape?: object) {
  return { tensor_type: { elem_type: ONNX_TYPE[tensor.type], shape } };
}

const isExternal = (data: TypedData) => data.byteLength >= EXTERNAL_BYTES;

function rawBytes(data: TypedData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
