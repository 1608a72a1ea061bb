/**
 * Every way in which unisono refuses to go on, by a stable code. The text is a template: `{name}` is replaced by the
 * detail of that name. Each says what is wrong, where, and what to do about it.
 */
const MESSAGES = {
  FILE_NOT_FOUND: '{path}: no such file. Check the path, or run the stage that writes it: {stage}.',
  FILE_UNREADABLE: '{path}: cannot be read ({reason}). Check its permissions and that it is a file.',
  FILE_UNWRITABLE:
    '{path}: cannot be written ({reason}). Check permissions and free space; nothing was left half-written.',
  DISK_FULL: '{path}: the disk is full. Free some space and run the same command again; finished work is kept.',
  DISK_TOO_SMALL: '{path}: {needed} bytes are needed, {free} are free. Free some space or choose another folder.',
  MEMORY_TOO_SMALL:
    'merging takes {needed} bytes of memory, {free} can be had. End other programs, or give fewer --threads.',
  OUTPUT_EXISTS: '{path}: exists already. Give another folder, or --overwrite to replace it.',
  MERGE_NOT_VERIFIED: '{path}: {reason}. Merge again; if it persists, check disk and memory.',
  BAD_JSON: '{path}: not valid JSON ({reason}). Mend the file.',
  BAD_JSON_LINE: '{path}:{line}: not a valid JSON line ({reason}). Mend or remove that line.',
  BAD_RECORD: '{path}:{line}: {reason}. Mend or remove that line.',
  BAD_DOCUMENT: '{path}: {reason}. Mend that field.',
  EMPTY_DATASET: '{path}: holds no {what}. Give at least {least}.',
  DUPLICATE_ID: '{path}:{line}: id "{id}" was used before. Give every record an id of its own.',
  UNKNOWN_REFERENCE: '{path}:{line}: {field} "{id}" is not in {target}. Correct the id or add the record.',
  SPLIT_OVERLAP: 'question "{question}" is in both {a} and {b}. Remove it from one of them.',
  BAD_YAML: '{path}:{line}:{column}: not valid YAML ({reason}). Mend that line.',
  UNKNOWN_KEY: '{path}:{line}: unknown key "{key}"{hint}. Known keys: {known}.',
  BAD_SETTING: '{path}: {key}: {reason}. Correct that setting.',
  BAD_ARGUMENT: '{op}: {reason}.',
  BAD_FLAG: '{flag}: {reason}.',
  NOT_A_MODEL:
    '{path}: not a model directory ({reason}). Give a Hugging Face directory with config.json, tokenizer.json and *.safetensors.',
  UNSUPPORTED_MODEL: '{path}: {field} = {value} is not supported. Supported: {supported}.',
  TENSOR_MISSING: '{path}: tensor "{tensor}" is missing. The checkpoint is incomplete or of another architecture.',
  TENSOR_UNEXPECTED:
    '{path}: tensor "{tensor}" has no place in the model that config.json describes. Correct config.json, or give the checkpoint it belongs to.',
  TENSOR_SHAPE: '{path}: tensor "{tensor}" has shape [{shape}], expected [{expected}]. The file is of another model.',
  TENSOR_DTYPE: '{path}: tensor "{tensor}" has dtype {dtype}, which is not supported. Supported: F32, F16, BF16.',
  BAD_SAFETENSORS: '{path}: not a valid safetensors file ({reason}). Download or write it again.',
  WEIGHT_NOT_FINITE:
    '{path}: tensor "{tensor}" holds {value} at element {index}. The checkpoint is damaged, or its training diverged; get it again.',
  BAD_GGUF: '{path}: not a valid GGUF file ({reason}). Download it again, or convert it again with llama.cpp.',
  GGUF_UNSUPPORTED: '{path}: {what} is not supported. Supported: {supported}.',
  MODEL_NOT_CACHED:
    '{id}: neither a directory nor a model in the Hugging Face cache ({cache}). Check the path, or fetch it: unisono pull {id}.',
  BAD_HUB_ID: '{id}: not the name of a model on the Hugging Face hub. Give owner/name, or owner/name@revision.',
  HUB_UNAUTHORIZED:
    '{id}: {endpoint} wants to know who asks for {what} ({reason}). Check the name; if the model is private or gated, set HF_TOKEN to a token that may read it.',
  HUB_FORBIDDEN:
    '{id}: {endpoint} does not let this token have {what} ({reason}). Accept the terms at {endpoint}/{id}, or set HF_TOKEN to another token.',
  HUB_NOT_FOUND: '{id}: {endpoint} does not have {what} at revision {revision}. Check the name and the revision.',
  HUB_RATE_LIMITED:
    '{id}: {endpoint} was asked too often. Run it again in {wait}, or set HF_TOKEN; what was downloaded is kept.',
  HUB_UNREACHABLE:
    '{id}: {endpoint} cannot be reached ({reason}). Check the network and HF_ENDPOINT and run it again; what was downloaded is kept.',
  HUB_BAD_ANSWER: '{id}: {endpoint} gave an answer that cannot be ({reason}). Check HF_ENDPOINT.',
  HUB_CHECKSUM:
    '{id}: {file} is not what {endpoint} says it is (size or checksum); it was deleted. Run it again; if it happens again, a proxy changes files.',
  HUB_NO_WEIGHTS:
    '{id}: no files {what}; it has {kinds}. Pull others with --include, for example --include "*.gguf" for unisono import.',
  HUB_OFFLINE: '{id}: HF_HUB_OFFLINE is set, and the model is not in the cache ({cache}). Unset it and pull the model.',
  ENDPOINT_UNREACHABLE:
    '{endpoint}: no usable answer in {tries} tries ({reason}). Check the address and the server and run it again; what was answered is kept in the cache.',
  ENDPOINT_UNAUTHORIZED:
    '{endpoint}: does not let this key use model {model} (status {status}). Set {variable} to a key that may.',
  ENDPOINT_REFUSED:
    '{endpoint}: refuses the request to model {model} (status {status}: {reason}). Correct the address, the model or the settings.',
  ENDPOINT_RATE_LIMITED:
    '{endpoint}: was asked too often and wants {wait} of peace ({reason}). Run it again later; what was answered is kept in the cache.',
  ENDPOINT_BUDGET:
    '{endpoint}: the budget of {max} requests is spent. Raise --max-requests and run it again; what was answered is kept in the cache.',
  ENDPOINT_NOT_CACHED:
    '{endpoint}: offline, and {cache} has no answer of model {model} to this request. Run it once without --offline, with the same settings.',
  ENDPOINT_BAD_ANSWER:
    '{endpoint}: model {model} gave no answer that can be used in {tries} tries ({reason}). Try another model or a simpler request.',
  RAY_ADDRESS:
    "{source}: {reason}. Give the address of the cluster's dashboard, such as http://head:8265, as engine.address or in UNISONO_RAY_ADDRESS.",
  RAY_UNREACHABLE:
    '{address}: the Ray cluster cannot be reached ({reason}). Check that its head runs; when it is back, the same command goes on from the last checkpoint.',
  RAY_UNAUTHORIZED:
    '{address}: the Ray cluster does not let this client in (status {status}). Set UNISONO_RAY_TOKEN to a token that may submit jobs.',
  RAY_REFUSED: '{address}: the Ray cluster refuses to {what} ({reason}). Check the address and what runs there.',
  RAY_VERSION: '{address}: {reason}. {remedy}',
  RAY_STORAGE:
    '{path}: {reason}. engine.storage must be a folder that this machine and every worker can write, with room; the same command then goes on from the last checkpoint.',
  RAY_MEMORY: 'Ray job {job}: out of memory ({reason}). {remedy}',
  RAY_JOB_FAILED: 'Ray job {job}: failed ({reason}). {remedy}',
  RAY_JOB_STOPPED:
    'Ray job {job}: was stopped by somebody else. Run the same command again; it goes on from the last checkpoint.',
  MODELS_DIFFER: '{path}: cannot be merged with {base} ({reason}). Merge models that were fine-tuned from one base.',
  SHAPE_MISMATCH: '{op}: {reason}.',
  PROMPT_TOO_LONG:
    'example "{id}": {tokens} tokens, the model takes at most {limit}. Shorten the contexts or lower retrieval.k.',
  LOSS_NOT_FINITE:
    'training of {model}: loss or gradient became {value} at step {step}. Lower the learning rate and run it again.',
  DEVICE_UNAVAILABLE: 'device {device} cannot be used ({reason}). {remedy}',
  VECTOR_INDEX_UNAVAILABLE:
    'the vector index usearch has no build for this system ({system}). Use Linux or macOS on x64 or arm64, or a container of one.',
  TOO_FEW_QUERIES: '{what}: {count} queries, at least {least} are needed.',
  VARIABLE_MISSING: '{path}: the environment variable {variable} is not set. Set it to the value that belongs there.',
  TARGET_UNREACHABLE:
    '{target}: cannot be asked ({reason}). Check its address and that it runs, and run it again; what was answered is kept.',
  TARGET_REFUSED: '{target}: refused question "{id}" ({reason}). Check its settings; what was answered is kept.',
  TARGET_BAD_ANSWER:
    '{target}: the answer to question "{id}" cannot be read ({reason}). Correct {setting} in the settings of the target.',
  TARGET_NOT_RECORDED: '{path}: holds no answer to "{id}" ({question}). Record one, or leave the question out.',
  TARGET_INCOMPLETE:
    '{target}: {missing} of {total} questions have no answer; first: {first} Run the same command again to ask those only.',
  RUN_LOCKED: '{path}: another unisono (process {pid}) is working there. Wait for it, or stop it and run again.',
  INTERNAL: '{reason}. This is a defect of unisono; please report it with the command that you ran.',
} as const;

/** A stable error code. */
export type ErrorCode = keyof typeof MESSAGES;

/** Exit codes of the command line. */
export const EXIT = { ok: 0, failed: 1, usage: 2, gate: 100 } as const;

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set([
  'BAD_FLAG',
  'BAD_YAML',
  'UNKNOWN_KEY',
  'BAD_SETTING',
  'BAD_HUB_ID',
  'VARIABLE_MISSING',
  'RAY_ADDRESS',
]);

/** An error that a user can act on. `code` is stable; `details` holds the named parts of the message. */
export class UnisonoError extends Error {
  override readonly name = 'UnisonoError';

  constructor(
    readonly code: ErrorCode,
    readonly details: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(
      MESSAGES[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?')),
      options,
    );
  }

  /** 2 for a mistake in what was asked, 1 for everything else. */
  get exitCode(): number {
    return USAGE_CODES.has(this.code) ? EXIT.usage : EXIT.failed;
  }
}

/** Turns a Node.js file-system error into a typed one that names `path`. Other errors pass through unchanged. */
export function fileError(
  error: unknown,
  path: string,
  action: 'read' | 'write',
  stage = 'see unisono --help',
): unknown {
  const code = (error as NodeJS.ErrnoException)?.code;
  if (error instanceof UnisonoError || typeof code !== 'string') return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new UnisonoError('DISK_FULL', { path }, { cause: error });
  if (code === 'ENOENT' && action === 'read')
    return new UnisonoError('FILE_NOT_FOUND', { path, stage }, { cause: error });
  return new UnisonoError(
    action === 'read' ? 'FILE_UNREADABLE' : 'FILE_UNWRITABLE',
    { path, reason: code },
    { cause: error },
  );
}
