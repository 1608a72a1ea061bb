/** Deepest nesting of a document: model configs reach four. */
const DEEPEST = 64;
/** Largest number of values, enough for a header of 400,000 tensors. */
const MOST_VALUES = 4_000_000;

interface Container {
  /** The keys so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  expectsKey: boolean;
}

/**
 * Reason not to parse an untrusted JSON text even if its grammar is valid: deep nesting or very many values, which take many
 * times the text's memory, or duplicate keys in one object, of which JSON.parse silently keeps the last. Undefined for a
 * safe text. The result for a text that is not JSON is unspecified.
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

/** Index of the closing quote of the string that starts at `begin`, or the end of the text. */
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
