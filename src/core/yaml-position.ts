import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { UnisonoError } from './errors.js';
import { readText } from './files.js';

/** A YAML file as plain data with the line of every value. */
export interface PositionedYaml {
  readonly value: unknown;
  /** 1-based line of the key or list item at `path`, or of its nearest existing parent. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * Reads a YAML 1.2 file. Keys must be unique.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, and BAD_YAML with the 1-based line and column.
 */
export function readYaml(path: string): PositionedYaml {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  // Warnings are about unknown tags, whose values would be misread.
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const reason =
      problem.code === 'DUPLICATE_KEY' ? 'a key is given twice' : (problem.message.split('\n')[0] as string);
    throw badYaml(path, lines, problem.pos[0], reason, problem);
  }
  try {
    const value: unknown = document.toJS();
    return { value, lineOf: (keys) => lines.linePos(offsetOf(document, keys)).line || 1 };
  } catch (error) {
    // Aliases without an anchor, or with an exponential expansion.
    throw badYaml(path, lines, danglingAlias(document), (error as Error).message, error);
  }
}

function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const key of keys) {
    const inside = isAlias(node) ? node.resolve(document) : node;
    const [marker, value] = childOf(inside, key);
    if (!marker?.range) break;
    offset = marker.range[0];
    node = value ?? null;
  }
  return offset;
}

/** Offset of the first alias without an anchor; 0 if there is none. */
function danglingAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** The node of a key or list item, and its value. */
function childOf(node: unknown, key: PropertyKey): [marker?: Node, value?: Node | null] {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair ? [pair.key as Node, pair.value as Node | null] : [];
  }
  const item = isSeq(node) ? (node.items[Number(key)] as Node | undefined) : undefined;
  return item ? [item, item] : [];
}

function badYaml(path: string, lines: LineCounter, offset: number, reason: string, cause: unknown): UnisonoError {
  const { line, col } = lines.linePos(offset);
  const details = { path, line: line || 1, column: col || 1, reason: reason.replace(/\.$/, '') };
  return new UnisonoError('BAD_YAML', details, { cause });
}
