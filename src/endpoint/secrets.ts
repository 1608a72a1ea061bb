/** Characters in a row that give a secret away: servers like to quote the beginning or the end of a refused key. */
const TELLING = 6;
const MASK = '***';

/**
 * A function that hides secrets in texts from outside: every run of {@link TELLING} characters or more that a text has in
 * common with a secret becomes "***". Secrets shorter than that hide nothing: local servers are given keys like "none".
 */
export function secretMask(secrets: readonly (string | undefined)[]): (text: string) => string {
  const runs = new Set<string>();
  for (const secret of secrets) {
    for (const form of forms(secret ?? '')) {
      for (let at = 0; at + TELLING <= form.length; at++) runs.add(form.slice(at, at + TELLING));
    }
  }
  return (text) => (runs.size === 0 ? text : hide(text, runs));
}

/** A secret as it may be written. */
function forms(secret: string): string[] {
  if (secret.length < TELLING) return [];
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
}

function hide(text: string, runs: ReadonlySet<string>): string {
  const secret = new Uint8Array(text.length);
  for (let at = 0; at + TELLING <= text.length; at++) {
    if (runs.has(text.slice(at, at + TELLING))) secret.fill(1, at, at + TELLING);
  }
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (secret[at] === 0) out += text[at];
    else if (secret[at - 1] !== 1) out += MASK;
  }
  return out;
}
