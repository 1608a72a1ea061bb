import { createHash } from 'node:crypto';

/**
 * The page's content security policy: nothing is loaded, sent or embedded; the one script runs by its SHA-256. Styles
 * are inline because drawn charts carry style attributes, which a hash cannot allow.
 */
export function contentSecurityPolicy(script: string): string {
  const hash = createHash('sha256').update(script, 'utf8').digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
