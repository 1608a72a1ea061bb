/**
 * The message of every error code, as a template: `{name}` is replaced by the detail of that name. Each message says
 * what is wrong, where, and what to do about it.
 */
const MESSAGES = {
  FILE_NOT_FOUND: '{path}: no such file. Check the path, or run the stage that writes it: {stage}.',
  FILE_UNREADABLE: '{path}: cannot be read ({reason}). Check its permissions and that it is a file.',
  FILE_UNWRITABLE: '{path}: cannot be written ({reason}). Check permissions and free space; no partial file was left.',
  DISK_FULL: '{path}: the disk is full. Free some space and run the same command again; completed work is kept.',
  DISK_TOO_SMALL:
    '{path}: {needed} bytes of disk space needed, {free} available. Free some space or choose another folder.',
  MEMORY_TOO_SMALL:
    'merging needs {needed} bytes of memory, {free} available. Close other programs, or lower --threads.',
  OUTPUT_EXISTS: '{path}: already exists. Choose another folder, or pass --overwrite to replace it.',
  MERGE_NOT_VERIFIED: '{path}: {reason}. Merge again; if the error persists, check disk and memory.',
  BAD_JSON: '{path}: not valid JSON ({reason}). Fix the file.',
  BAD_JSON_LINE: '{path}:{line}: not a valid JSON line ({reason}). Fix or remove that line.',
  BAD_RECORD: '{path}:{line}: {reason}. Fix or remove that line.',
  BAD_DOCUMENT: '{path}: {reason}. Fix that field.',
  EMPTY_DATASET: '{path}: contains no {what}. Provide at least {least}.',
  DUPLICATE_ID: '{path}:{line}: duplicate id "{id}". Give every record a unique id.',
  UNKNOWN_REFERENCE: '{path}:{line}: {field} "{id}" is not in {target}. Fix the id or add the record.',
  SPLIT_OVERLAP: 'question "{question}" is in both {a} and {b}. Remove it from one of them.',
  BAD_YAML: '{path}:{line}:{column}: not valid YAML ({reason}). Fix that line.',
  UNKNOWN_KEY: '{path}:{line}: unknown key "{key}"{hint}. Known keys: {known}.',
  BAD_SETTING: '{path}: {key}: {reason}. Fix that setting.',
  BAD_ARGUMENT: '{op}: {reason}.',
  BAD_FLAG: '{flag}: {reason}.',
  NOT_A_MODEL:
    '{path}: not a model directory ({reason}). Give a Hugging Face directory with config.json, tokenizer.json and *.safetensors.',
  UNSUPPORTED_MODEL: '{path}: {field} = {value} is not supported. Supported: {supported}.',
  TENSOR_MISSING: '{path}: tensor "{tensor}" is missing. The checkpoint is incomplete or has another architecture.',
  TENSOR_UNEXPECTED:
    '{path}: tensor "{tensor}" does not belong to the model described by config.json. Fix config.json, or use the matching checkpoint.',
  TENSOR_SHAPE:
    '{path}: tensor "{tensor}" has shape [{shape}], expected [{expected}]. The file belongs to another model.',
  TENSOR_DTYPE: '{path}: tensor "{tensor}" has dtype {dtype}, which is not supported. Supported: F32, F16, BF16.',
  BAD_SAFETENSORS: '{path}: not a valid safetensors file ({reason}). Download it or write it again.',
  WEIGHT_NOT_FINITE:
    '{path}: tensor "{tensor}" contains {value} at element {index}. The checkpoint is damaged or its training diverged; download or train it again.',
  BAD_GGUF: '{path}: not a valid GGUF file ({reason}). Download it again, or convert it again with llama.cpp.',
  GGUF_UNSUPPORTED: '{path}: {what} is not supported. Supported: {supported}.',
  MODEL_NOT_CACHED:
    '{id}: neither a directory nor a model in the Hugging Face cache ({cache}). Check the path, or download the model: unisono pull {id}.',
  BAD_HUB_ID: '{id}: not a valid Hugging Face model id. Use owner/name or owner/name@revision.',
  HUB_UNAUTHORIZED:
    '{id}: {endpoint} requires a token for {what} ({reason}). Check the name; for a private or gated model, set HF_TOKEN to a token with read access.',
  HUB_FORBIDDEN:
    '{id}: {endpoint} denies this token access to {what} ({reason}). Accept the terms at {endpoint}/{id}, or set HF_TOKEN to another token.',
  HUB_NOT_FOUND: '{id}: {endpoint} does not have {what} at revision {revision}. Check the name and the revision.',
  HUB_RATE_LIMITED:
    '{id}: rate limited by {endpoint}; retry after {wait}, or set HF_TOKEN. Completed downloads are kept.',
  HUB_UNREACHABLE:
    '{id}: cannot reach {endpoint} ({reason}). Check the network and HF_ENDPOINT, then run the command again; completed downloads are kept.',
  HUB_BAD_ANSWER: '{id}: invalid response from {endpoint} ({reason}). Check HF_ENDPOINT.',
  HUB_CHECKSUM:
    '{id}: size or checksum of {file} differs from what {endpoint} reports; the file was deleted. Run the command again; if the error persists, a proxy is changing files.',
  HUB_NO_WEIGHTS:
    '{id}: no files {what}; the repository has {kinds}. Select files with --include, for example --include "*.gguf" for unisono import.',
  HUB_OFFLINE:
    '{id}: HF_HUB_OFFLINE is set, and the model is not in the cache ({cache}). Unset HF_HUB_OFFLINE and pull the model.',
  ENDPOINT_UNREACHABLE:
    '{endpoint}: no usable response after {tries} attempts ({reason}). Check the address and the server, then run the command again; cached responses are kept.',
  ENDPOINT_UNAUTHORIZED:
    '{endpoint}: this key has no access to model {model} (status {status}). Set {variable} to a key with access.',
  ENDPOINT_REFUSED:
    '{endpoint}: request to model {model} rejected (status {status}: {reason}). Fix the address, the model or the settings.',
  ENDPOINT_RATE_LIMITED: '{endpoint}: rate limited; retry after {wait} ({reason}). Cached responses are kept.',
  ENDPOINT_BUDGET:
    '{endpoint}: budget of {max} requests used up. Raise --max-requests and run the command again; cached responses are kept.',
  ENDPOINT_NOT_CACHED:
    '{endpoint}: --offline is set, and {cache} has no response of model {model} to this request. Run the command once without --offline, with the same settings.',
  ENDPOINT_BAD_ANSWER:
    '{endpoint}: no usable response from model {model} after {tries} attempts ({reason}). Try another model or a simpler request.',
  RAY_ADDRESS:
    "{source}: {reason}. Set engine.address or UNISONO_RAY_ADDRESS to the address of the cluster's dashboard, such as http://head:8265.",
  RAY_UNREACHABLE:
    '{address}: cannot reach the Ray cluster ({reason}). Check that its head node is running; the same command then resumes from the last checkpoint.',
  RAY_UNAUTHORIZED:
    '{address}: access to the Ray cluster denied (status {status}). Set UNISONO_RAY_TOKEN to a token that is allowed to submit jobs.',
  RAY_REFUSED:
    '{address}: the Ray cluster refuses to {what} ({reason}). Check the address and the server that listens there.',
  RAY_VERSION: '{address}: {reason}. {remedy}',
  RAY_STORAGE:
    '{path}: {reason}. engine.storage must be a folder with free space that this machine and every worker can write to; the same command then resumes from the last checkpoint.',
  RAY_MEMORY: 'Ray job {job}: out of memory ({reason}). {remedy}',
  RAY_JOB_FAILED: 'Ray job {job}: failed ({reason}). {remedy}',
  RAY_JOB_STOPPED:
    'Ray job {job}: stopped from outside unisono. Run the same command again; it resumes from the last checkpoint.',
  MODELS_DIFFER:
    '{path}: cannot be merged with {base} ({reason}). Merge models that were fine-tuned from the same base.',
  SHAPE_MISMATCH: '{op}: {reason}.',
  PROMPT_TOO_LONG:
    'example "{id}": {tokens} tokens, the limit of the model is {limit}. Shorten the contexts or lower retrieval.k.',
  LOSS_NOT_FINITE:
    'training of {model}: loss or gradient became {value} at step {step}. Lower the learning rate and run the command again.',
  DEVICE_UNAVAILABLE: 'device {device} cannot be used ({reason}). {remedy}',
  PACKAGE_MISSING: '{purpose} needs the npm package {package}, which is not installed. Install it: {command}',
  PLATFORM_UNSUPPORTED:
    '{purpose} needs the npm package {package}, which cannot be loaded on {system} ({reason}). docs/platforms.md lists the supported systems.',
  TOO_FEW_QUERIES: '{what}: {count} queries, at least {least} required.',
  VARIABLE_MISSING: '{path}: environment variable {variable} is not set. Set it to the value that the settings expect.',
  TARGET_UNREACHABLE:
    '{target}: cannot be reached ({reason}). Check its address and that it is running, then run the command again; answers received are kept.',
  TARGET_REFUSED:
    '{target}: question "{id}" rejected ({reason}). Check the settings of the target; answers received are kept.',
  TARGET_BAD_ANSWER:
    '{target}: cannot read the answer to question "{id}" ({reason}). Fix {setting} in the settings of the target.',
  TARGET_FUNCTION: '{target}: question "{id}" failed ({reason}). Fix the function; answers received are kept.',
  TARGET_NOT_RECORDED: '{path}: no answer to "{id}" ({question}). Record an answer, or leave the question out.',
  TARGET_INCOMPLETE:
    '{target}: {missing} of {total} questions have no answer; first error: {first} Run the same command again to ask only these.',
  RUN_LOCKED:
    '{path}: locked by another unisono (process {pid}). Wait until it has finished, or stop it and run the command again.',
  INTERNAL: '{reason}. This is a bug in unisono; please report it with the command that you ran.',
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

/** An error that a user can act on. `code` is stable; `details` has the values that the message is built from. */
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

  /** Exit code of the command line: 2 for a usage error, 1 for everything else. */
  get exitCode(): number {
    return USAGE_CODES.has(this.code) ? EXIT.usage : EXIT.failed;
  }
}

/** Converts a Node.js file-system error to a UnisonoError that names `path`. Returns other errors unchanged. */
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
