/** Deepest nesting of a document: model configs reach four. */
const DEEPEST = 64;
/** Most values: a header of 400,000 tensors has so many. */
const MOST_VALUES = 4_000_000;

interface Container {
  /** The keys so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  expectsKey: boolean;
}

/**
 * What makes a JSON text from strangers unfit to be parsed, though its grammar may be right: nesting and numbers of values
 * that would take many times the text's memory, and keys that occur twice in one object, of which JSON.parse would
 * silently take the last. Undefined for a fit text; a text that is no JSON may be either.
 */
export function unsafeJson(text: string): string | undefined {
  const stack: Container[] = [];
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const top = stack.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfText(text, at);
        if (top?.keys && top.expectsKey) {
          const key = unescaped(text.slice(at, end + 1));
          if (top.keys.has(key)) return `key ${JSON.stringify(key)} occurs twice in one object`;
          top.keys.add(key);
          top.expectsKey = false;
        }
        at = end;
        break;
      }
      case '{':
      case '[':
        if (stack.length >= DEEPEST) return `it is nested more than ${DEEPEST} deep`;
        stack.push({ keys: text[at] === '{' ? new Set() : undefined, expectsKey: true });
        values++;
        break;
      case '}':
      case ']':
        stack.pop();
        break;
      case ',':
        if (top) top.expectsKey = true;
        values++;
        break;
    }
    if (values > MOST_VALUES) return `it has more than ${MOST_VALUES} values`;
  }
  return undefined;
}

/** Where the text that begins at a quote ends: at its closing quote, or at the end. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
