/** Length of a part of a secret that is masked: servers often quote the beginning or the end of a refused key. */
const TELLING = 6;

/** A text that must not be shown, and its environment variable, whose name is shown instead. */
export interface Secret {
  readonly value: string;
  readonly variable?: string;
}

export interface MaskOptions {
  /** Masks only whole secrets: for stored text, which must not lose words that are also part of a secret. */
  readonly whole?: boolean;
}

/**
 * A function that masks secrets in texts from outside: every run of {@link TELLING} characters or more that a text has in
 * common with a secret, also in its JSON, URL or base64 form, becomes "[VARIABLE]", or "***" for a secret without a variable.
 * Shorter secrets are not masked: local servers are given keys like "none".
 */
export function secretMask(secrets: readonly Secret[], { whole = false }: MaskOptions = {}): (text: string) => string {
  const runs = new Map<string, string>();
  for (const { value, variable } of secrets) {
    const shown = variable === undefined ? '***' : `[${variable}]`;
    for (const form of forms(value)) {
      const length = whole ? form.length : TELLING;
      for (let at = 0; at + length <= form.length; at++) runs.set(form.slice(at, at + length), shown);
    }
  }
  const lengths = new Set(Array.from(runs.keys(), (run) => run.length));
  return (text) => (runs.size === 0 ? text : hide(text, runs, lengths));
}

/** The forms in which a secret may appear. */
function forms(secret: string): string[] {
  if (secret.length < TELLING) return [];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64];
}

function hide(text: string, runs: ReadonlyMap<string, string>, lengths: ReadonlySet<number>): string {
  /** Replacement of each character; undefined for unmasked characters. */
  const shown = new Array<string | undefined>(text.length);
  for (const length of lengths) {
    for (let at = 0; at + length <= text.length; at++) {
      const found = runs.get(text.slice(at, at + length));
      if (found !== undefined) shown.fill(found, at, at + length);
    }
  }
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (shown[at] === undefined) out += text[at];
    else if (shown[at - 1] !== shown[at]) out += shown[at];
  }
  return out;
}
